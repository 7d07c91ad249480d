import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../../web/compare/style/colors.css', import.meta.url), 'utf8')
const [light, dark] = css.split(':root[data-theme="dark"]').map(colorsIn)

/** Custom properties that hold a colour. */
function colorsIn(text: string): ReadonlyMap<string, readonly number[]> {
  const found = text.matchAll(/--([\w-]+): #([0-9a-f]{6});/g)
  return new Map(
    Array.from(found, ([, name, hex]) => [name!, [0, 2, 4].map((at) => Number.parseInt(hex!.slice(at, at + 2), 16))]),
  )
}

/** WCAG 2.2, "relative luminance". */
function luminance(rgb: readonly number[]): number {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
}

/** WCAG 2.2, "contrast ratio". */
function contrast(a: readonly number[], b: readonly number[]): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter! + 0.05) / (darker! + 0.05)
}

describe.each([
  ['light', light!],
  ['dark', dark!],
])('the %s theme', (_, colors) => {
  it.each(['ink', 'quiet', 'accent', 'good', 'more', 'less'])('can be read where text is %s', (ink) => {
    for (const ground of ['ground', 'surface', 'raised']) {
      expect(contrast(colors.get(ink)!, colors.get(ground)!), ground).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('can be read on every block of the treemap, and on each of them as it fades with its level', () => {
    const paper = colors.get('map-paper')!
    const blocks = [...colors].filter(([name]) => /^map-\d$/.test(name)).map(([, rgb]) => rgb)
    expect(blocks).toHaveLength(8)
    for (const rgb of blocks) {
      for (const opacity of [1, 0.7, 0.4]) {
        const faded = rgb.map((value, index) => opacity * value + (1 - opacity) * paper[index]!)
        expect(contrast(colors.get('map-ink')!, faded)).toBeGreaterThanOrEqual(4.5)
      }
    }
  })

  it('shows what has the focus (WCAG 2.2, 2.4.13)', () => {
    for (const ground of ['ground', 'surface', 'raised', 'map-0', 'map-3', 'map-7']) {
      expect(contrast(colors.get('focus')!, colors.get(ground)!), ground).toBeGreaterThanOrEqual(3)
    }
  })
})
