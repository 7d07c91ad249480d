import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDocument } from '../../src/index.ts'
import { renderCompareMarkdown } from '../../src/report/compare-markdown.ts'
import { codeSpan } from '../../src/report/markdown-text.ts'
import { sampleComparison, sampleSummary } from './compare-sample.ts'

describe('Markdown', () => {
  it('has the table, what pulling takes, and what is shared', async () => {
    await expect(renderCompareMarkdown(sampleComparison(3))).toMatchFileSnapshot('snapshots/compare.md')
  })

  it('has as many cells in each line of a table, whatever images say', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('|', '\\', '`', '\n', 'a', '*', '<') }), (hostile) => {
        const images = [0, 1].map((index) => ({
          ...sampleSummary(index, { user: hostile, base: hostile }),
          label: `${index}${hostile}`,
        }))
        const lines = renderCompareMarkdown(compareDocument(images)).split('\n')
        for (const line of lines.filter((text) => text.startsWith('|'))) expect(line.split('|').length).toBe(5)
      }),
    )
  })

  it.each([
    ['alpine', '`alpine`'],
    ['a`b``c', '``` a`b``c ```'],
    ['@everyone <b> [a](b)', '`@everyone <b> [a](b)`'],
    ['a|b', '`a\\x7cb`'],
    ['two\nlines', '`two lines`'],
    ['', '`  `'],
  ])('has %j as code: %s', (text, code) => {
    expect(codeSpan(text)).toBe(code)
  })
})
