import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { changedAspects } from '../../src/layers/aspects.ts'
import { changesByLayer, type PathChange } from '../../src/layers/changes.ts'
import { buildAll, scanLayers } from '../support/scan-layers.ts'
import { squashLayers } from '../support/squash-layers.ts'

const layer = (): LayerBuilder => new LayerBuilder()

/** What the last of some layers did: `A /path`, sorted. */
async function lastOf(...layers: readonly LayerBuilder[]): Promise<string[]> {
  return (await changesOf(layers))
    .at(-1)!
    .map(({ kind, path }) => `${kind ?? '-'} ${path}`)
    .sort()
}

async function changesOf(layers: readonly LayerBuilder[]): Promise<readonly (readonly PathChange[])[]> {
  return changesByLayer(await scanLayers(await buildAll(layers)))
}

/** The one change of the last layer at a path. */
async function changeAt(path: string, ...layers: readonly LayerBuilder[]): Promise<PathChange> {
  return (await changesOf(layers)).at(-1)!.find((change) => change.path === path)!
}

describe('what a layer did', () => {
  test('a base adds everything, the directories that it only implies included', async () => {
    expect(await lastOf(layer().file('a/b', '1').symlink('c', 'a'))).toEqual(['A /a', 'A /a/b', 'A /c'])
  })

  test('a file that is written again is modified, also where nothing about it changed', async () => {
    const base = layer().file('a', '1').file('b', '1').file('c', '1')
    expect(await lastOf(base, layer().file('a', '1').file('b', '2'))).toEqual(['M /a', 'M /b'])
  })

  test('a directory that is listed again is modified only if owner, mode or xattrs change', async () => {
    const base = layer().directory('a', { mtime: 1 }).directory('b').directory('c').directory('d')
    const later = layer()
      .directory('a', { mtime: 2 })
      .directory('b', { mode: 0o700 })
      .directory('c', { uid: 5 })
      .directory('d', { xattrs: { 'user.x': 'y' } })
    expect(await lastOf(base, later)).toEqual(['- /a', 'M /b', 'M /c', 'M /d'])
  })

  test('a directory is compared with what the layer below left, not with what the last one leaves', async () => {
    const modes = [0o755, 0o700, 0o755, 0o755].map((mode) => layer().directory('a', { mode }))
    const changes = await changesOf(modes)
    expect(changes.map(([change]) => change?.kind)).toEqual(['A', 'M', 'M', null])
    expect(changes.map(([change]) => [change?.before?.mode, change?.after?.mode])).toEqual([
      [undefined, 0o755],
      [0o755, 0o700],
      [0o700, 0o755],
      [0o755, 0o755],
    ])
  })

  test('a whiteout deletes all that is below', async () => {
    const base = layer().file('a/b/c', '1').file('d', '1')
    expect(await lastOf(base, layer().whiteout('a'))).toEqual(['D /a', 'D /a/b', 'D /a/b/c'])
  })

  test('what an opaque directory writes again is modified, the rest deleted', async () => {
    const base = layer().file('a/kept', '1').file('a/gone', '1')
    expect(await lastOf(base, layer().opaque('a').file('a/kept', '2'))).toEqual(['D /a/gone', 'M /a/kept'])
  })

  test('a path is deleted once, in the layer that deletes it', async () => {
    const changes = await changesOf([layer().file('a', '1'), layer().whiteout('a'), layer().file('a', '2')])
    expect(changes.map((all) => all.map(({ kind, path }) => `${kind} ${path}`))).toEqual([['A /a'], ['D /a'], ['A /a']])
  })

  test('of a path that stands twice in a layer only the later entry counts', async () => {
    expect(await lastOf(layer().file('a', '1').file('a', '2'))).toEqual(['A /a'])
    expect(await lastOf(layer().file('a/b', '1').file('a', '2'))).toEqual(['A /a'])
    const { before, after } = await changeAt('/a', layer().file('a', '1'), layer().file('a', '22').file('a', '333'))
    expect([before?.size, after?.size]).toEqual([1, 3])
  })

  test('says how what was there went', async () => {
    const base = layer().file('a', '1').file('b/c', '1').file('d/e', '1').symlink('f', 'a')
    const later = layer().whiteout('a').opaque('b').file('d', '1').file('f/g', '1')
    const all = (await changesOf([base, later])).at(-1)!
    expect(Object.fromEntries(all.map(({ path, loss }) => [path, loss]))).toMatchObject({
      '/a': 'deleted',
      '/b/c': 'opaque',
      '/d': 'overwritten',
      '/d/e': 'overwritten',
      '/f': 'overwritten',
      '/f/g': null,
    })
  })

  test('is, for random layers, how the filesystem with it differs from the one without', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomLayer(), { minLength: 1, maxLength: 4 }), async (steps) => {
        const builders = steps.map(builderOf)
        const changes = await changesOf(builders)
        for (const [index, all] of changes.entries()) {
          const { shown: before } = await squashLayers(...builders.slice(0, index))
          const { shown: after } = await squashLayers(...builders.slice(0, index + 1))
          const paths = new Set([...Object.keys(before), ...Object.keys(after)])
          const kinds = new Map(all.map(({ path, kind }) => [path, kind]))
          expect(kinds.size).toBe(all.length)
          for (const path of paths) {
            const expected = !(path in before) ? ['A'] : !(path in after) ? ['D'] : KINDS_OF_WHAT_STAYS
            const kind = kinds.get(path)
            expect(expected, `layer ${index}: ${kind} ${path}`).toContain(kind)
            if (before[path] !== after[path]) expect(kind, path).not.toBeOneOf([null, undefined])
            kinds.delete(path)
          }
          expect([...kinds.keys()]).toEqual([])
        }
      }),
      { numRuns: 60 },
    )
  })

  test('counts as squash does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(randomLayer().map(withoutRepeats), { minLength: 1, maxLength: 4 }), async (steps) => {
        const { layers, ...rest } = await scanLayers(await buildAll(steps.map(builderOf)))
        const counts = changesByLayer({ layers, ...rest }).map((all) => ({
          added: all.filter(({ kind }) => kind === 'A').length,
          modified: all.filter(({ kind }) => kind === 'M').length,
          deleted: all.filter(({ kind }) => kind === 'D').length,
        }))
        expect(counts).toEqual(layers.map(({ effect: { added, modified, deleted } }) => ({ added, modified, deleted })))
      }),
      { numRuns: 200 },
    )
  })
})

describe('in what two versions of a path differ', () => {
  it.each<[what: string, base: LayerBuilder, later: LayerBuilder, aspects: string[]]>([
    ['nothing', layer().file('a', '1'), layer().file('a', '1'), []],
    ['its content', layer().file('a', '1'), layer().file('a', '2'), ['content']],
    ['its time', layer().file('a', '1'), layer().file('a', '1', { mtime: 9 }), ['mtime']],
    ['its mode', layer().file('a', '1'), layer().file('a', '1', { mode: 0o600 }), ['mode']],
    ['its owner', layer().file('a', '1'), layer().file('a', '1', { gid: 7 }), ['owner']],
    ['its xattrs', layer().file('a', '1'), layer().file('a', '1', { xattrs: { 'user.x': 'y' } }), ['xattrs']],
    ['its target', layer().symlink('a', 'b'), layer().symlink('a', 'c'), ['target']],
    ['its type, and no more is said', layer().file('a', '1'), layer().symlink('a', 'c', { uid: 1 }), ['type']],
  ])('%s', async (_, base, later, aspects) => {
    const { before, after } = await changeAt('/a', base, later)
    expect(changedAspects(before!, after!)).toEqual(aspects)
  })
})

/** A path that stays may be written again or not, and a directory listed again. */
const KINDS_OF_WHAT_STAYS = ['M', null, undefined]

interface Step {
  readonly kind: 'file' | 'directory' | 'symlink' | 'whiteout' | 'opaque'
  readonly path: string
  readonly text: string
}

/** A few things that a layer does, to few names, so that they meet. */
function randomLayer(): fc.Arbitrary<readonly Step[]> {
  const path = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
  const kind = fc.constantFrom<Step['kind'][]>('file', 'file', 'directory', 'symlink', 'whiteout', 'opaque')
  return fc.array(fc.record({ kind, path, text: fc.constantFrom('x', 'yy') }), { maxLength: 6 })
}

/** Leaves out paths that a layer gives twice, or puts something below that is no directory: no directory packs into that. */
function withoutRepeats(steps: readonly Step[]): readonly Step[] {
  const kept: Step[] = []
  const isBelow = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`)
  const isOpen = ({ kind }: Step): boolean => kind === 'directory' || kind === 'opaque'
  for (const step of steps) {
    const clashes = kept.some(
      (other) =>
        other.path === step.path ||
        (isBelow(step.path, other.path) && !isOpen(other)) ||
        (isBelow(other.path, step.path) && !isOpen(step)),
    )
    if (!clashes) kept.push(step)
  }
  return kept
}

function builderOf(steps: readonly Step[]): LayerBuilder {
  const builder = layer()
  for (const { kind, path, text } of steps) {
    if (kind === 'file') builder.file(path, text)
    else if (kind === 'directory') builder.directory(path, { mode: text === 'x' ? 0o755 : 0o700 })
    else if (kind === 'symlink') builder.symlink(path, text)
    else if (kind === 'whiteout') builder.whiteout(path)
    else builder.opaque(path)
  }
  return builder
}
