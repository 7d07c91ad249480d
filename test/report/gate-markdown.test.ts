import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fittedBlocks } from '../../src/report/gate/fitted-blocks.ts'
import { markdownSentence } from '../../src/report/gate/markdown-sentence.ts'
import type { GateDocument } from '../../src/report/gate-document.ts'
import { renderGateMarkdown, renderGateSummary } from '../../src/report/gate-markdown.ts'
import { needProgram } from '../support/programs.ts'
import {
  hostileGate,
  SAMPLE_GATES,
  SAMPLE_GROWTH,
  sampleCause,
  sampleGate,
  sampleOffender,
  sampleResult,
} from './gate-sample.ts'

const NAMES = Object.keys(SAMPLE_GATES) as (keyof typeof SAMPLE_GATES)[]
const COMMENT_LIMIT = 65_536
const SUMMARY_LIMIT = 1_048_576

describe('the comment on a pull request', () => {
  it.each(NAMES)('reads well: %s', async (name) => {
    await expect(renderGateMarkdown(SAMPLE_GATES[name])).toMatchFileSnapshot(`snapshots/gate-${name}.md`)
  })

  it('begins with what a script finds it by', () => {
    expect(renderGateMarkdown(SAMPLE_GATES.pass).split('\n')[0]).toBe('<!-- imgpeek-gate -->')
  })

  it('has the ten largest growths unfolded, and the others folded', () => {
    const causes = Array.from({ length: 15 }, (_, i) => sampleCause({ package: `npm:p${i}`, bytes: 1000 * (i + 1) }))
    const growth = { ...SAMPLE_GROWTH, causes, moreCauses: 0 }
    const [unfolded, folded] = renderGateMarkdown(
      sampleGate({ images: [{ ...SAMPLE_GATES.fail.images[0]!, growth }] }),
    ).split('<details>')
    const named = (text: string): string[] => text.match(/npm:p\d+/g) ?? []
    expect(named(unfolded!)).toEqual([14, 13, 12, 11, 10, 9, 8, 7, 6, 5].map((i) => `npm:p${i}`))
    expect(named(folded!)).toEqual([4, 3, 2, 1, 0].map((i) => `npm:p${i}`))
  })

  it('has as many cells in each line of a table, whatever images say', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const lines = renderGateMarkdown(hostileGate(text)).split('\n')
        const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').length - 2)
        expect(cells).toEqual([...Array(6).fill(5), ...Array(4).fill(4), ...Array(3).fill(4)])
      }),
    )
  })

  it('has no element, link or mention that an image made, as the parser of GitHub reads it', (context) => {
    needProgram(context, 'cmark-gfm')
    const gate = (text: string): string => asHtml(renderGateMarkdown(hostileGate(text)))
    // each of them stands as a thing of no markup does
    const tags = (html: string): string[] => html.match(/<[^>]*>/g) ?? []
    const expected = tags(gate('x'))
    const texts = [
      '<img src=x onerror=a>',
      '</details></table>',
      '<!-- x',
      '[a](http://b.c) http://b.c www.b.c a@b.c',
      '`|``|',
      '- # 1. x',
      '\\',
      '\\|',
      '|',
      '~~~',
      '*a* _b_ ~~c~~',
      '\n\n# a',
      '&lt;b&gt;',
      '![a](b)',
      '`',
    ]
    for (const text of texts) expect(tags(gate(text)), text).toEqual(expected)
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const html = gate(`x${text}x`)
        expect(tags(html)).toEqual(expected)
        expect(html.replace(/<code>.*?<\/code>/g, '')).not.toMatch(/[@#](?!\u200b)/)
      }),
      { numRuns: 50 },
    )
  })
})

describe('the length of Markdown', () => {
  const long = 'ẃ|`'.repeat(400)
  const results = Array.from({ length: 12 }, (_, i) =>
    sampleResult({
      outcome: i % 2 === 0 ? 'fail' : 'pass',
      subject: `${i}${long}`,
      message: long,
      offenders: Array.from({ length: 30 }, () => sampleOffender({ path: long, instruction: long })),
    }),
  )
  const image = { ...SAMPLE_GATES.fail.images[0]!, results }
  const many: GateDocument = sampleGate({
    reference: long,
    notes: [long],
    images: [image, image, SAMPLE_GATES.pass.images[0]!],
  })

  it('is within what GitHub takes, for a comment and for a summary', () => {
    expect(Buffer.byteLength(renderGateMarkdown(many))).toBeLessThanOrEqual(COMMENT_LIMIT)
    expect(Buffer.byteLength(renderGateSummary(many))).toBeLessThanOrEqual(SUMMARY_LIMIT)
    expect(Buffer.byteLength(renderGateSummary(many))).toBeGreaterThan(2 * COMMENT_LIMIT)
  })

  it('leaves no fold open where something is cut, and says so', () => {
    const text = renderGateMarkdown(many)
    expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length)
    expect(text).toMatch(/\n\n… and [\d,]+ more\n/)
  })

  it('never passes the limit, and counts every row that it leaves out', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '🙂'), minLength: 1, maxLength: 40 }), {
      maxLength: 30,
    })
    const block = fc.record({ head: lines, rows: lines, foot: lines })
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), fc.integer({ min: 60, max: 2000 }), (blocks, limit) => {
        const text = fittedBlocks(blocks, limit, (rows) => `left out ${rows}`)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit)
      }),
    )
    const rows = Array.from({ length: 100 }, (_, i) => `row ${i}`)
    const text = fittedBlocks([{ head: [], rows }], 400, (left) => `left out ${left}`)
    const kept = text.match(/^row/gm)!.length
    expect(text).toContain(`left out ${100 - kept}`)
  })

  it('keeps all where there is room', () => {
    const blocks = [{ head: ['a'], rows: ['b', 'c'], foot: ['d'] }, { head: ['e'] }]
    expect(fittedBlocks(blocks, 1000, String)).toBe('a\nb\nc\nd\n\ne\n')
  })
})

describe('a sentence in Markdown', () => {
  it.each([
    ['63.4 MB compressed, 3.4 MB too many (5 %)', '63.4 MB compressed, 3.4 MB too many \\(5 %\\)'],
    ['a_b *c* `d` <e> [f](g) &amp;', 'a\\_b \\*c\\* \\`d\\` \\<e\\> \\[f\\]\\(g\\) \\&amp;'],
    ['npm:@scope/name by @octocat in #12', 'npm:@&#8203;scope/name by @&#8203;octocat in \\#&#8203;12'],
    ['see http://example.com or www.example.com', 'see http\\://example.com or www\\.example.com'],
    ['- a', '\\- a'],
    ['1. a', '1\\. a'],
    ['two\nlines', 'two lines'],
  ])('%j is %s', (text, markdown) => {
    expect(markdownSentence(text)).toBe(markdown)
  })
})

const HOSTILE = fc.string({ unit: fc.constantFrom(...'|\\`*_[]()<>&@#!~-+=: \n\ra1/$'), maxLength: 40 })

/** Markdown as the parser of GitHub makes HTML of it (Debian's cmark-gfm). */
function asHtml(markdown: string): string {
  const args = ['--unsafe', '--extension', 'table', '--extension', 'autolink', '--extension', 'strikethrough']
  const { status, stdout } = spawnSync('cmark-gfm', args, { input: markdown, encoding: 'utf8' })
  expect(status).toBe(0)
  return stdout
}
