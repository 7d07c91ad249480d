import { describe, expect, test } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { sparseMember } from '../../fixtures/tar-blocks.ts'
import { ExitCode, type StreamFileOptions, streamFile } from '../../src/index.ts'
import { startFaultyRegistry } from '../e2e/support/faulty-registry.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { collect, open, openLayers } from '../support/open-layers.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()

/** An image of three layers that write, replace and remove. */
function layers(): LayerBuilder[] {
  return [
    new LayerBuilder()
      .directory('etc')
      .file('etc/motd', 'from the base\n')
      .file('etc/gone', 'was here\n')
      .symlink('link', 'etc/../hop')
      .symlink('hop', '/etc/motd')
      .symlink('escape', '../../../../etc/motd')
      .symlink('loop', 'loop')
      .symlink('dead', '/nowhere')
      .file(Buffer.from('latin-\xe9', 'latin1'), 'not UTF-8\n')
      .file('empty')
      .characterDevice('null', 1, 3),
    new LayerBuilder().file('etc/motd', 'first draft\n').file('etc/motd', 'from the middle\n').whiteout('etc/gone'),
    new LayerBuilder().hardlink('linked', 'etc/motd').file('other', 'x'),
  ]
}

function cat(path: string, options: StreamFileOptions = {}): Promise<string> {
  return openLayers(scratch, layers(), async (inventory) => `${await collect(streamFile(inventory, path, options))}`)
}

describe('the content of a file', () => {
  test.each([
    ['/etc/motd', 'from the middle\n'],
    ['etc/motd', 'from the middle\n'],
    ['/etc/./../etc//motd', 'from the middle\n'],
    ['/link', 'from the middle\n'],
    ['/escape', 'from the middle\n'],
    ['/linked', 'from the middle\n'],
    ['/empty', ''],
    ['/latin-\\xe9', 'not UTF-8\n'],
  ])('%s', async (path, content) => {
    expect(await cat(path)).toBe(content)
  })

  test('as a layer wrote it, with links as they were then', async () => {
    expect(await cat('/etc/motd', { layer: 0 })).toBe('from the base\n')
    expect(await cat('/link', { layer: 0 })).toBe('from the base\n')
    expect(await cat('/etc/gone', { layer: 0 })).toBe('was here\n')
    expect(await cat('/etc/motd', { layer: 1 })).toBe('from the middle\n')
    expect(await cat('/linked', { layer: 2 })).toBe('from the middle\n')
  })

  test('with the holes of a sparse file, and larger than any piece', async () => {
    const bytes = Buffer.alloc(3_000_000, 'noise')
    const layer = new LayerBuilder()
      .file('large', bytes)
      .raw(sparseMember('1.0', { name: 'sparse', size: 200_000, data: [{ offset: 150_000, bytes: 'data' }] }))
    await openLayers(scratch, [layer], async (inventory) => {
      expect((await collect(streamFile(inventory, '/large'))).equals(bytes)).toBe(true)
      const sparse = await collect(streamFile(inventory, '/sparse'))
      expect([sparse.length, sparse.indexOf('data')]).toEqual([200_000, 150_000])
    })
  })
})

describe('there is no content, and a sentence says why', () => {
  test.each<[string, StreamFileOptions, RegExp]>([
    ['/etc', {}, /^\/etc is a directory/],
    ['/', {}, /^\/ is a directory/],
    ['/null', {}, /^\/null is a character device/],
    ['/loop', {}, /^\/loop is a symlink to loop, which leads nowhere/],
    ['/dead', {}, /^\/dead is a symlink to \/nowhere, which leads nowhere/],
    ['/etc/motd/below', {}, /is not in .* no layer writes it/],
    ['/etc/gone', {}, /is not in .* layer 0 writes it: try --layer 0/],
    ['/etc/motd', { layer: 2 }, /^Layer 2 does not write \/etc\/motd; layer 0, 1 write it: try --layer 1/],
    ['/etc/gone', { layer: 1 }, /is not in .* as layer 1 leaves it/],
    ['/etc/motd', { layer: 3 }, /has no layer 3/],
  ])('%s %o', async (path, options, message) => {
    await expectFailure(cat(path, options), ExitCode.unavailable, message)
  })
})

describe('only what is needed is read', () => {
  test('a download ends when the file is through', async () => {
    const size = 64 * 1024 * 1024
    const tar = await new LayerBuilder().file('wanted', 'here').file('rest', Buffer.alloc(size)).build()
    const layout = writeLayout(`${scratch}/early`, { layers: [{ tar, packing: 'none' }] })
    let sent = 0
    await using registry = await startFaultyRegistry(layout.directory, ({ response, blob }) => {
      if (blob === null || blob.length < size) return false
      response.writeHead(200, { 'content-length': blob.length })
      const send = (at: number): void => {
        if (response.destroyed) return
        const piece = blob.subarray(at, at + 65_536)
        if (piece.length === 0) response.end()
        else response.write(piece, () => send(at + piece.length))
        sent += piece.length
      }
      send(0)
      return true
    })
    const options = { cache: true, env: { XDG_CACHE_HOME: `${scratch}/cache` } }
    const read = (): Promise<string> =>
      open(
        `${registry.host}/test/image:latest`,
        async (inventory) => {
          sent = 0
          return `${await collect(streamFile(inventory, '/wanted'))}`
        },
        options,
      )
    expect(await read()).toBe('here')
    expect(await read()).toBe('here')
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThan(size / 2)
  })

  test('what has changed behind its inventory is noticed before its end is given', async () => {
    const tar = await new LayerBuilder().file('a', 'good').build()
    const changed = await new LayerBuilder().file('a', 'evil').build()
    const layout = writeLayout(`${scratch}/changed`, { layers: [{ tar, packing: 'none' }] })
    const given: string[] = []
    const attempt = open(`oci:${layout.directory}`, async (inventory) => {
      layout.overwrite(inventory.layers[0]!.inventory.digest, changed)
      for await (const piece of streamFile(inventory, '/a')) given.push(`${Buffer.from(piece)}`)
    })
    await expectFailure(attempt, ExitCode.broken, /\/a does not have the SHA-256/)
    expect(given).toEqual([])
  })

  test('a layer that has become another is noticed at its first other entry', async () => {
    const tar = await new LayerBuilder().file('a', 'good').build()
    const layout = writeLayout(`${scratch}/other`, { layers: [{ tar, packing: 'none' }] })
    const attempt = open(`oci:${layout.directory}`, async (inventory) => {
      layout.overwrite(inventory.layers[0]!.inventory.digest, await new LayerBuilder().file('b', 'good').build())
      await collect(streamFile(inventory, '/a'))
    })
    await expectFailure(attempt, ExitCode.broken, /^Layer 0: .*\/b was not its entry 0/)
  })
})
