import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { Change, DiffDocument, FileChange } from '../../src/index.ts'
import { diffLayers, filesOf } from '../support/diff-of.ts'

const name = fc.constantFrom('a', 'b', 'c', 'd')
const entry = fc.record({
  path: fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join('/')),
  kind: fc.constantFrom('file', 'file', 'file', 'directory', 'symlink', 'hardlink', 'whiteout'),
  target: fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
  content: fc.constantFrom('', '1', '22', '333', 'abc', 'x'.repeat(40)),
  mode: fc.constantFrom(0o644, 0o755),
  mtime: fc.constantFrom(0, 1),
})
type Entry = typeof entry extends fc.Arbitrary<infer Value> ? Value : never
const image = fc.array(fc.array(entry, { maxLength: 12 }), { minLength: 1, maxLength: 3 })

function layersOf(image: readonly (readonly Entry[])[]): LayerBuilder[] {
  return image.map((entries) => {
    const layer = new LayerBuilder()
    for (const { path, kind, target, content, mode, mtime } of entries) {
      if (kind === 'file') layer.file(path, content, { mode, mtime })
      else if (kind === 'directory') layer.directory(path, { mode, mtime })
      else if (kind === 'symlink') layer.symlink(path, target)
      else if (kind === 'hardlink') layer.hardlink(path, target)
      else layer.whiteout(path)
    }
    return layer
  })
}

const growth = ({ before, after }: Change<number>): number => (after ?? 0) - (before ?? 0)
const sum = (rows: readonly Change<number>[]): number => rows.reduce((total, row) => total + growth(row), 0)

/** What is left of a change when only the paths count, as seen from the other side where that is asked for. */
function outline({ files, size }: DiffDocument, reversed: boolean): unknown {
  const swap = { added: 'removed', removed: 'added' } as const
  const kindOf = (kind: FileChange['change']) =>
    reversed && (kind === 'added' || kind === 'removed') ? swap[kind] : kind
  const rows = (files?.changes ?? []).flatMap(({ change, path, from }) => {
    const pair = from === null ? [path] : reversed ? [path, from] : [from, path]
    return [`${kindOf(change)} ${pair.join(' ')}`]
  })
  return { rows: rows.sort(), growth: (reversed ? -1 : 1) * growth(size!.contentBytes) || 0 }
}

describe('for random images', () => {
  const settings = { numRuns: 150, seed: 20261121 }

  it('an image does not differ from itself', async () => {
    const property = fc.asyncProperty(image, async (layers) => {
      const { different, files } = await diffLayers(layersOf(layers), layersOf(layers))
      expect([different, files?.changes]).toEqual([false, []])
    })
    await fc.assert(property, settings)
  })

  it('one way is the other way back', async () => {
    const property = fc.asyncProperty(image, image, async (a, b) => {
      const forth = await diffLayers(layersOf(a), layersOf(b))
      const back = await diffLayers(layersOf(b), layersOf(a))
      expect(outline(back, true)).toEqual(outline(forth, false))
    })
    await fc.assert(property, settings)
  })

  it('places and contributions add up to the difference', async () => {
    const property = fc.asyncProperty(image, image, async (a, b) => {
      const { size } = await diffLayers(layersOf(a), layersOf(b))
      expect([sum(size!.places), sum(size!.contributions)]).toEqual([
        growth(size!.contentBytes),
        growth(size!.contentBytes),
      ])
    })
    await fc.assert(property, settings)
  })

  it('a directory stands for exactly the paths that came or went with it', async () => {
    const property = fc.asyncProperty(image, image, async (a, b) => {
      const { counts, changes } = filesOf(await diffLayers(layersOf(a), layersOf(b), { collapse: true }))
      for (const kind of ['added', 'removed'] as const) {
        const listed = changes.filter(({ change }) => change === kind)
        expect(listed.reduce((total, { inside }) => total + 1 + (inside?.paths ?? 0), 0)).toBe(counts[kind])
      }
    })
    await fc.assert(property, settings)
  })
})
