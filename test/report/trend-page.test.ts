import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { renderTrendPage } from '../../src/report/trend-page.ts'
import { trendOf } from '../support/trend-of.ts'

const STYLE = { width: 80, color: false, unicode: true }

describe('the page of a trend', () => {
  it('draws a figure, from a floor that it names, and lists all', async () => {
    const page = await renderTrendPage(trendOf([85e6, 85.5e6, 91e6, 90e6]), STYLE)
    expect(page).toBe(
      [
        'example.org/app:1.0  linux/amd64, 4 runs, 2026-01-01 to 2026-01-04',
        '',
        '  Compressed size',
        '  91.0 MB ┤            █████',
        '          │            █████ █████',
        '  89.0 MB ┤            █████ █████',
        '          │            █████ █████',
        '  87.0 MB ┤            █████ █████',
        '          │      ▄▄▄▄▄ █████ █████',
        '  85.0 MB ┤█████ █████ █████ █████',
        '          │█████ █████ █████ █████',
        '  83.0 MB └───────────────────────',
        '           2026-01-01   2026-01-04',
        '',
        '  Steepest: +5.5 MB on 2026-01-03, commit c0ffee2',
        '',
        '  Figure             First     Last   Change',
        '  Compressed size  85.0 MB  90.0 MB  +5.0 MB  ▂▃█▇',
        '  Layers                 7        7           ████',
        '',
      ].join('\n'),
    )
  })

  it.for([1, 2, 30, 69, 70, 71, 500])('fits 80 columns with %i runs', async (count) => {
    const page = await renderTrendPage(trendOf(Array.from({ length: count }, (_, index) => 1e6 * (index + 1))), STYLE)
    for (const line of page.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  })

  it('shows the worst of runs that share a column', async () => {
    const sizes = Array.from({ length: 1000 }, (_, index) => (index === 503 ? 90e6 : 10e6))
    const [top] = (await renderTrendPage(trendOf(sizes), STYLE)).split('\n').filter((line) => line.includes('┤'))
    expect(top!.match(/█/g)).toHaveLength(1)
  })

  it('needs no more than ASCII where there is no more', async () => {
    const page = await renderTrendPage(trendOf([1e6, 3e6, 2e6]), { ...STYLE, unicode: false })
    expect(page).toMatch(/^[\n\x20-\x7e]+$/)
    expect(page).toContain('#####')
  })

  it('does not act on what a history says', async () => {
    const page = await renderTrendPage(
      trendOf([1, 2], { reference: 'a\u001b[2Jb\nc', commit: '\u001b]0;x\u0007' }),
      STYLE,
    )
    expect(page).toMatch(/^[\P{Cc}\n]*$/u)
  })

  it('says where there is nothing', async () => {
    expect(await renderTrendPage(trendOf([]), STYLE)).toBe('  No runs.\n')
  })
})
