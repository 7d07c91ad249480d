import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { TreeNode } from '../../src/rootfs/tree.ts'
import { shadowedEntries } from '../../src/waste/shadowed.ts'
import { type SquashedLayers, squashLayers } from '../support/squash-layers.ts'

const layer = (): LayerBuilder => new LayerBuilder()

describe('what a later layer does to a file', () => {
  test('it overwrites it', async () => {
    const base = layer().file('a', '12345')
    expect(await shadowed(base, layer().file('a', '1'))).toEqual(['5 /a of 0 overwritten by 1, replaced'])
  })

  test('it deletes it', async () => {
    expect(await shadowed(layer().file('a', '12345'), layer().whiteout('a'))).toEqual(['5 /a of 0 deleted by 1'])
  })

  test('it deletes the directory that holds it', async () => {
    const base = layer().directory('d').file('d/a', '12').file('d/e/b', '345')
    expect(await shadowed(base, layer().whiteout('d'))).toEqual([
      '2 /d/a of 0 deleted by 1',
      '3 /d/e/b of 0 deleted by 1',
    ])
  })

  test('it hides the directory that holds it, and may have the file again', async () => {
    const base = layer().file('d/a', '12').file('d/b', '345')
    expect(await shadowed(base, layer().opaque('d').file('d/b', '1'))).toEqual([
      '2 /d/a of 0 opaque by 1',
      '3 /d/b of 0 opaque by 1, replaced',
    ])
  })

  test('it puts a directory in its place, or a file in that of its directory', async () => {
    const base = layer().file('a', '12').file('d/b', '345')
    expect(await shadowed(base, layer().directory('a').file('d', '1'))).toEqual([
      '2 /a of 0 overwritten by 1, replaced',
      '3 /d/b of 0 overwritten by 1',
    ])
  })

  test('it implies a directory in its place', async () => {
    expect(await shadowed(layer().file('a', '12'), layer().file('a/b', '1'))).toEqual([
      '2 /a of 0 overwritten by 1, replaced',
    ])
  })
})

describe('what costs nothing', () => {
  test('symlinks and empty files go without bytes', async () => {
    const base = layer().symlink('link', 'x').file('empty')
    expect(await shadowed(base, layer().whiteout('link').whiteout('empty'))).toEqual([
      '0 /empty of 0 deleted by 1',
      '0 /link of 0 deleted by 1',
    ])
  })

  test('a directory listed again with another owner is no waste', async () => {
    expect(await shadowed(layer().directory('d').file('d/a', '1'), layer().directory('d', { uid: 5 }))).toEqual([])
  })
})

describe('a file of several names', () => {
  const base = (): LayerBuilder => layer().file('a', '12345').hardlink('b', 'a')

  test('counts once when all of them go', async () => {
    const bytes = (await shadowed(base(), layer().whiteout('a').whiteout('b'))).map((text) =>
      Number(text.split(' ')[0]),
    )
    expect(bytes.toSorted()).toEqual([0, 5])
  })

  test('counts by the layer that takes the last one', async () => {
    expect(await shadowed(base(), layer().whiteout('a'), layer().whiteout('b'))).toEqual([
      '0 /b of 0 deleted by 2',
      '5 /a of 0 deleted by 2',
    ])
  })

  test('costs nothing while one is left', async () => {
    expect(await shadowed(base(), layer().whiteout('a'))).toEqual(['0 /a of 0 deleted by 1'])
  })

  test('costs nothing while a name in a higher layer is left', async () => {
    expect(await shadowed(layer().file('a', '12345'), layer().hardlink('b', 'a').whiteout('a'))).toEqual([
      '0 /a of 0 deleted by 1',
    ])
  })

  test('is of the layer that holds the content, though the last name was of another', async () => {
    expect(
      await shadowed(layer().file('a', '12345'), layer().hardlink('b', 'a').whiteout('a'), layer().whiteout('b')),
    ).toEqual(['0 /b of 1 deleted by 2', '5 /a of 0 deleted by 2'])
  })
})

test('a path that a layer has twice is shadowed by its own layer', async () => {
  expect(await shadowed(layer().file('a', '12345').file('a', '1'))).toEqual(['5 /a of 0 overwritten by 0, replaced'])
})

test('whatever layers do, the bytes add up to what is stored and not seen, in all and for each layer', async () => {
  const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
  const kind = fc.constantFrom('file', 'file', 'directory', 'symlink', 'hardlink', 'whiteout', 'opaque')
  const image = fc.array(fc.array(fc.record({ kind, path, target: path, size: fc.nat(9) }), { maxLength: 8 }), {
    maxLength: 4,
  })
  await fc.assert(
    fc.asyncProperty(image, async (layers) => {
      const squashed = await squashLayers(
        ...layers.map((steps) => {
          const builder = layer()
          for (const { kind: what, path: name, target, size } of steps) {
            if (what === 'file') builder.file(name, 'x'.repeat(size))
            else if (what === 'directory') builder.directory(name)
            else if (what === 'symlink') builder.symlink(name, target)
            else if (what === 'hardlink') builder.hardlink(name, target)
            else if (what === 'whiteout') builder.whiteout(name)
            else builder.opaque(name)
          }
          return builder
        }),
      )
      const wasted = squashed.effects.map(({ fileBytes }) => fileBytes)
      const visible = new Map(nodesOf(squashed.root).map((node) => [node.inode, node]))
      for (const { type, contentLayer, size } of visible.values()) if (type === 'file') wasted[contentLayer]! -= size
      const found = wasted.map(() => 0)
      for (const { layer: index, bytes } of shadowedEntries(nodesOf(squashed.root), squashed.losses))
        found[index]! += bytes
      expect(found).toEqual(wasted)
    }),
    { numRuns: 300 },
  )
})

/** Each shadowed path as a line, sorted. */
async function shadowed(...layers: readonly LayerBuilder[]): Promise<string[]> {
  const { root, losses }: SquashedLayers = await squashLayers(...layers)
  return shadowedEntries(nodesOf(root), losses)
    .map(
      ({ node, bytes, layer: from, kind, shadowedBy, replacement }) =>
        `${bytes} ${node.path} of ${from} ${kind} by ${shadowedBy}${replacement === null ? '' : ', replaced'}`,
    )
    .sort()
}

function nodesOf(directory: TreeNode): TreeNode[] {
  return [...(directory.children?.values() ?? [])].flatMap((node) => [node, ...nodesOf(node)])
}
