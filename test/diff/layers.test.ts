import { describe, expect, it } from 'vitest'
import { layersSection } from '../../src/diff/layers.ts'
import type { DiffSide, SideLayer } from '../../src/diff/side.ts'
import type { LayerChange, LayersSection } from '../../src/index.ts'

/** A layer by its content, and by how that is compressed. */
type Written = string | { readonly diffId: string | null; readonly digest: string | null }

function compare(before: readonly Written[], after: readonly Written[]): LayersSection {
  return layersSection.compare(side(before), side(after), { limit: 0 })
}

function side(layers: readonly Written[]): DiffSide {
  const known: Partial<DiffSide> = {
    layers: layers.map((written, index): SideLayer => {
      const digests = typeof written === 'string' ? { diffId: written, digest: `${written}.gz` } : written
      return { index, ...digests, compressedBytes: 1, instruction: null }
    }),
  }
  return known as DiffSide
}

/** `shared a`, `added b` */
function lines({ changes }: LayersSection): string[] {
  return changes.map(({ change, diffId }: LayerChange) => `${change} ${diffId}`)
}

describe('the layers of two images', () => {
  it('are shared, removed or added, in an order that follows both', () => {
    const section = compare(['base', 'old', 'app', 'end'], ['base', 'new', 'newer', 'app'])
    expect(lines(section)).toEqual([
      'shared base',
      'removed old',
      'added new',
      'added newer',
      'shared app',
      'removed end',
    ])
    expect(section.counts).toEqual({ shared: 2, recompressed: 0, removed: 2, added: 2 })
    expect(section.different).toBe(true)
  })

  it('may be compressed otherwise', () => {
    const section = compare(['a'], [{ diffId: 'a', digest: 'a.zst' }])
    expect([lines(section), section.different]).toEqual([['recompressed a'], true])
  })

  it('are shared where one source does not say how they are compressed', () => {
    const section = compare(['a'], [{ diffId: 'a', digest: null }])
    expect([lines(section), section.different]).toEqual([['shared a'], false])
  })

  it('are like no other where nothing is known of them', () => {
    const unknown = { diffId: null, digest: null }
    expect(lines(compare([unknown], [unknown]))).toEqual(['removed null', 'added null'])
  })

  it('are shared as often as both have them', () => {
    expect(lines(compare(['empty', 'empty'], ['empty', 'empty', 'empty']))).toEqual([
      'shared empty',
      'shared empty',
      'added empty',
    ])
  })

  it('differ where they come in another order', () => {
    const section = compare(['a', 'b'], ['b', 'a'])
    expect([section.counts.shared, section.different]).toEqual([2, true])
  })
})
