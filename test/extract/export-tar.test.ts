import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { exportTar, type ImageInventory, missingContents } from '../../src/index.ts'
import { committedLayout } from '../e2e/support/committed-images.ts'
import { collect, open } from '../support/open-layers.ts'
import { type ReadEntry, readTar } from '../support/read-tar.ts'
import { buildAll, scanLayers } from '../support/scan-layers.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()

/** The entries of the tar that these layers are exported to, by path; none comes twice. */
async function exported(...layers: readonly LayerBuilder[]): Promise<Map<string, ReadEntry>> {
  const tar = await collect(exportTar(await scanLayers(await buildAll(layers))))
  const entries = readTar(tar)
  expect(new Set(entries.map(({ path }) => path)).size).toBe(entries.length)
  return new Map(entries.map((entry) => [entry.path, entry]))
}

/** A tree's paths with all that is known of them, content aside; hard links say with which path they share it. */
function described({ tree, layers }: Pick<ImageInventory, 'layers' | 'tree'>): unknown[] {
  const first = new Map<number, string>()
  return [...tree.nodes()].map((node) => {
    const { path, type, mode, uid, gid, size, mtime, linkTarget, xattrs, sha256, inode } = node
    const shared = first.get(inode) ?? path
    if (inode !== -1) first.set(inode, shared)
    const rows = layers.flatMap(({ inventory }) =>
      Array.from(inventory.entries.paths, (_, row) => ({ inventory, row })),
    )
    const place = rows[inode]
    const device = place?.inventory.entries.rare.devices.get(place.row) ?? null
    return { path, type, mode, uid, gid, size, mtime, linkTarget, xattrs, sha256, shared, device }
  })
}

describe('the exported tar holds the filesystem that containers see', () => {
  test.each(['webapp', 'static', 'odd-layers'] as const)('of %s: read again it is the same', async (name) => {
    const path = join(scratch, `${name}.tar`)
    const original = await open(`oci:${committedLayout(name)}`, async (inventory) => {
      writeFileSync(path, await collect(exportTar(inventory)))
      return described(inventory)
    })
    expect(await open(`rootfs:${path}`, async (inventory) => described(inventory))).toEqual(original)
  })

  test('of random layers', async () => {
    await fc.assert(
      fc.asyncProperty(randomLayers(), async (builders) => {
        const original = await scanLayers(await buildAll(builders))
        fc.pre(missingContents(original).length === 0)
        const tar = await collect(exportTar(original))
        expectOrder(readTar(tar))
        expect(described(await scanLayers([tar]))).toEqual(described(original))
      }),
      { seed: 20240906, numRuns: 200 },
    )
  })

  test('byte for byte the same each time', async () => {
    const tars = [0, 1].map(() =>
      open(`oci:${committedLayout('odd-layers')}`, (inventory) => collect(exportTar(inventory))),
    )
    const [first, second] = await Promise.all(tars)
    expect(first!.equals(second!)).toBe(true)
  })
})

describe('entries that layers share', () => {
  test('a hard link to a file of a lower layer leads to it', async () => {
    const entries = await exported(
      new LayerBuilder().file('lib/a', 'content', { mode: 0o4755, uid: 7 }),
      new LayerBuilder().hardlink('bin/b', 'lib/a'),
    )
    expect(entries.get('/bin/b')).toMatchObject({ type: 'hardlink', linkTarget: '/lib/a' })
    expect(entries.get('/lib/a')).toMatchObject({ type: 'file', mode: 0o4755, uid: 7, content: Buffer.from('content') })
  })

  test('a hard link keeps the content whose first name is gone', async () => {
    const entries = await exported(
      new LayerBuilder().file('a', 'content').hardlink('b', 'a').hardlink('c', 'a'),
      new LayerBuilder().whiteout('a'),
    )
    expect([...entries.keys()]).toEqual(['/b', '/c'])
    expect(entries.get('/b')).toMatchObject({ type: 'file', content: Buffer.from('content') })
    expect(entries.get('/c')).toMatchObject({ type: 'hardlink', linkTarget: '/b' })
  })

  test('a directory has the mode that its last layer gives it, before what lower layers have in it', async () => {
    const entries = await exported(
      new LayerBuilder().directory('home', { mode: 0o755 }).file('home/file', 'x'),
      new LayerBuilder().directory('home', { mode: 0o700, uid: 5 }),
    )
    expect([...entries.keys()]).toEqual(['/home', '/home/file'])
    expect(entries.get('/home')).toMatchObject({ mode: 0o700, uid: 5 })
  })

  test('the root directory is as the topmost layer has it', async () => {
    const entries = await exported(
      new LayerBuilder().directory('./', { mode: 0o700 }).file('a', ''),
      new LayerBuilder().directory('./', { mode: 0o555, uid: 3 }),
      new LayerBuilder().file('b', ''),
    )
    expect(entries.get('/')).toMatchObject({ type: 'directory', mode: 0o555, uid: 3 })
  })

  test('of a path that is given twice in a layer only the last is there', async () => {
    const entries = await exported(new LayerBuilder().file('a', 'old').file('b', 'x').file('a', 'new'))
    expect(entries.get('/a')?.content?.toString()).toBe('new')
  })
})

/** Directories stand before what is in them, and files before their hard links. */
function expectOrder(entries: readonly ReadEntry[]): void {
  const seen = new Set(['/'])
  for (const { path, type, linkTarget } of entries) {
    expect(seen).toContain(path.slice(0, path.lastIndexOf('/')) || '/')
    if (type === 'hardlink') expect(seen).toContain(linkTarget)
    seen.add(path)
  }
}

function randomLayers(): fc.Arbitrary<LayerBuilder[]> {
  const path = fc.constantFrom('a', 'b', 'a/c', 'a/d', 'a/c/e', 'b/c', 'b/d')
  const options = fc.record({
    mode: fc.integer({ min: 0, max: 0o7777 }),
    uid: fc.constantFrom(0, 1000, 3_000_000_000),
    gid: fc.constantFrom(0, 33),
    mtime: fc.constantFrom(0, 1_700_000_000, 1_700_000_000.25, -5),
    xattrs: fc.constantFrom({}, { 'user.bytes': Uint8Array.of(0, 10, 255, 61) }),
  })
  const step = fc.oneof(
    fc.record({ kind: fc.constant('file' as const), path, options, text: fc.string({ maxLength: 1200 }) }),
    fc.record({ kind: fc.constant('directory' as const), path, options, text: fc.constant('') }),
    fc.record({ kind: fc.constantFrom('symlink' as const, 'hardlink' as const), path, options, text: path }),
    fc.record({ kind: fc.constantFrom('whiteout' as const, 'opaque' as const), path, options, text: path }),
    fc.record({ kind: fc.constantFrom('fifo' as const, 'device' as const), path, options, text: path }),
  )
  const layer = fc.array(step, { maxLength: 6 }).map((steps) => {
    const builder = new LayerBuilder()
    for (const { kind, path: name, options: given, text } of steps) {
      const { xattrs, ...rest } = given
      const all = Object.keys(xattrs).length === 0 ? rest : given
      if (kind === 'file') builder.file(name, text, all)
      else if (kind === 'directory') builder.directory(name, all)
      else if (kind === 'symlink') builder.symlink(name, text, rest)
      else if (kind === 'hardlink') builder.hardlink(name, text, rest)
      else if (kind === 'fifo') builder.fifo(name, rest)
      else if (kind === 'device') builder.characterDevice(name, 5, 300, rest)
      else builder[kind](name)
    }
    return builder
  })
  return fc.array(layer, { minLength: 1, maxLength: 3 })
}
