import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDocument } from '../../src/index.ts'
import { renderComparePage } from '../../src/report/compare-page.ts'
import { columnsOf, printable } from '../../src/report/terminal-text.ts'
import { sampleComparison, sampleSummary } from './compare-sample.ts'

const style = { width: 80, color: false }

describe('the comparison', () => {
  it.each([2, 5, 20])('of %d images reads well in 80 columns', async (count) => {
    await expect(renderComparePage(sampleComparison(count), style)).toMatchFileSnapshot(
      `snapshots/compare-${count}.txt`,
    )
  })

  it.each([
    [2, 80],
    [4, 80],
    [5, 80],
    [6, 80],
    [50, 80],
    [50, 120],
    [9, 60],
  ])('of %d images fits %d columns', (count, width) => {
    for (const line of renderComparePage(sampleComparison(count), { ...style, width }).split('\n')) {
      expect(columnsOf(line), line).toBeLessThanOrEqual(width)
    }
  })

  it.each([3, 30])('of %d images shows every value of every row', (count) => {
    const page = renderComparePage(sampleComparison(count), { ...style, width: 120 })
    const cells = page.split(/\s\s+/)
    for (const bytes of ['*3.5 MB', '7.0 MB', '10.5 MB']) expect(cells).toContain(bytes)
    expect(cells.filter((cell) => cell === 'ash, busybox, sh').length).toBe(count - 1)
  })

  it('is the same in colour, but for the colour', () => {
    for (const count of [3, 20]) {
      const colored = renderComparePage(sampleComparison(count), { ...style, color: true })
      expect(colored).toContain('\u001b[')
      expect(stripVTControlCharacters(colored)).toBe(renderComparePage(sampleComparison(count), style))
    }
  })

  it('says what images have warnings', () => {
    expect(renderComparePage(sampleComparison(2), style)).toContain(
      '  debian-bookworm-slim: 1 warning; see imgpeek inspect\n',
    )
  })

  it('puts images that share layers into a matrix of their own, and others into none', () => {
    const [, sharing = ''] = renderComparePage(sampleComparison(5), style).split('Layers in common\n')
    expect(sharing).toContain(
      '  Pulling all of them takes 28.0 MB, not 45.5 MB. Saved by 2 layers in common:\n  17.5 MB',
    )
    const matrices = sharing.split('\n\n').slice(1, -1)
    expect(matrices.map((matrix) => matrix.match(/^ +\d \S+/gm))).toEqual([
      ['  1 alpine-3.20', '  2 debian-bookworm-slim'],
      ['  4 webapp', '  5 static:nonroot'],
    ])
  })

  it('has no matrix where nothing is shared', () => {
    const page = renderComparePage(compareDocument([sampleSummary(0), sampleSummary(2)]), style)
    expect(page).toContain('takes 14.0 MB; they have no layer in common.\n\n  * the best')
  })

  it('prints nothing that a terminal would act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 2, max: 8 }), (hostile, count) => {
        const images = Array.from({ length: count }, (_, index) => ({
          ...sampleSummary(index, { user: hostile, osVersion: hostile, shells: [hostile] }),
          label: `${index}${hostile}`,
        }))
        const page = renderComparePage(compareDocument(images), style)
        expect(printable(page.replaceAll('\n', ''))).toBe(page.replaceAll('\n', ''))
        for (const line of page.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80)
      }),
    )
  })
})
