import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compress, type Packing } from '../../fixtures/compress.ts'
import { LayoutBuilder, sha256, tagged } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { member, paxHeader } from '../../fixtures/tar-blocks.ts'
import { cacheInfo, ExitCode } from '../../src/index.ts'
import { expectFailure, inspectLayers, inspectLayout, inspectSpec } from '../support/inspect-layout.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()

/** A layer of some size whose bytes do not compress away. */
function sampleTar(): Promise<Buffer> {
  const noise = Buffer.concat(Array.from({ length: 2000 }, (_, index) => Buffer.from(sha256(Buffer.from(`${index}`)))))
  return new LayerBuilder().file('a', noise).file('b', noise.subarray(0, 1000)).build()
}

describe('truncated layers', () => {
  const packings: Packing[] = ['gzip', 'gzip-members', 'zstd', 'zstd-frames', 'bzip2', 'xz']
  test.for(packings)('%s', async (packing, context) => {
    if (packing === 'bzip2' || packing === 'xz') needProgram(context, packing)
    const tar = await sampleTar()
    const whole = compress(tar, packing)
    for (const length of [whole.length - 1, Math.floor(whole.length / 2), 20]) {
      const blob = whole.subarray(0, length)
      await expectFailure(inspectSpec(scratch, { layers: [{ tar, blob }] }), ExitCode.broken, /^Layer 0: .*\.$/)
    }
  })

  test('a tar that ends inside a header or a file, with every digest true', async () => {
    const builder = () => new LayerBuilder().file('a', 'x'.repeat(600)).file('b', 'y'.repeat(600))
    for (const truncateAt of [100, 700, 1600, 2300]) {
      const tar = await builder().build({ truncateAt })
      await expectFailure(inspectSpec(scratch, { layers: [{ tar }] }), ExitCode.broken, /truncated/)
    }
  })

  test('a tar without its last padding and end blocks is whole', async () => {
    const tar = await new LayerBuilder().file('a', 'x'.repeat(700)).build({ endBlocks: false, padding: false })
    expect((await inspectSpec(scratch, { layers: [{ tar }] })).filesystem.files).toBe(1)
  })

  test('garbage behind a whole gzip stream is refused', async () => {
    const tar = await sampleTar()
    const blob = Buffer.concat([compress(tar, 'gzip'), Buffer.from('garbage')])
    await expectFailure(inspectSpec(scratch, { layers: [{ tar, blob }] }), ExitCode.broken, /^Layer 0: /)
  })
})

describe('promises that do not hold', () => {
  const wrong = `sha256:${'0'.repeat(64)}`

  test.each<[string, object]>([
    ['digest', { descriptor: { digest: wrong } }],
    ['size (smaller)', { descriptor: { size: 100 } }],
    ['size (larger)', { descriptor: { size: 1_000_000 } }],
    ['diffID', { diffId: wrong }],
  ])("a layer's %s: nothing of it enters the cache", async (_name, lie) => {
    const env = { XDG_CACHE_HOME: join(scratch, `cache-${_name}`) }
    const spec = { layers: [{ tar: await sampleTar(), ...lie }] }
    await expectFailure(inspectSpec(scratch, spec, { cache: true, env }), ExitCode.broken, /^Layer 0: /)
    expect(await cacheInfo({ env })).toMatchObject({ entries: 0, bytes: 0 })
    expect(filesBelow(env.XDG_CACHE_HOME)).toEqual([])
  })

  test('a layer that is cached is held against what another image says of it', async () => {
    const env = { XDG_CACHE_HOME: join(scratch, 'cache-shared') }
    const tar = await sampleTar()
    await inspectSpec(scratch, { layers: [{ tar }] }, { cache: true, env })
    for (const lie of [{ diffId: wrong }, { descriptor: { size: 100 } }]) {
      const attempt = inspectSpec(scratch, { layers: [{ tar, ...lie }] }, { cache: true, env })
      await expectFailure(attempt, ExitCode.broken, /^Layer 0: /)
    }
  })

  test.each(['manifest', 'config'])('a %s that is not what its digest says', async (what) => {
    const layout = new LayoutBuilder(join(scratch, `lying-${what}`))
    const image = layout.image({ layers: [{ tar: await sampleTar() }] })
    const document = JSON.parse(String(layout.read(image.digest)))
    const victim = what === 'manifest' ? image.digest : document.config.digest
    layout.overwrite(
      victim,
      Buffer.from(String(layout.read(victim)).replace('"schemaVersion":2', '"schemaVersion":2 ')),
    )
    layout.overwrite(victim, Buffer.from(String(layout.read(victim)).replace('"linux"', '"other"')))
    layout.writeIndex([tagged(image, 'latest')])
    await expectFailure(inspectLayout(layout), ExitCode.broken, /digest|size|bytes/)
  })

  test('more layers than the config has diffIDs', async () => {
    const tar = await sampleTar()
    const rootfs = { type: 'layers', diff_ids: [sha256(tar)] }
    const spec = { layers: [{ tar }, { tar }], fields: { rootfs } }
    await expectFailure(inspectSpec(scratch, spec), ExitCode.broken, /diff/i)
  })
})

describe('names and links', () => {
  test.each(['../etc/passwd', 'a/../../etc/passwd', '/../etc/passwd'])('%j leads out of the root', async (name) => {
    await expectFailure(inspectLayers(scratch, new LayerBuilder().file(name, 'x')), ExitCode.broken, /etc\/passwd/)
  })

  test('a hard link may not lead out of the root either', async () => {
    const layer = new LayerBuilder().hardlink('a', '../../etc/shadow')
    await expectFailure(inspectLayers(scratch, layer), ExitCode.broken, /etc\/shadow/)
  })

  test('absolute names, and symlinks that point anywhere, are fine', async () => {
    const layer = new LayerBuilder()
      .file('/etc/hello', 'x')
      .symlink('up', '../../../etc/hello')
      .symlink('gone', '/nowhere')
    expect((await inspectLayers(scratch, layer)).filesystem).toMatchObject({ files: 1, symlinks: 2, directories: 1 })
  })

  test('a message shows what a hostile name cannot hide', async () => {
    const layer = new LayerBuilder().file('../\x1b[31mred\nline', 'x')
    await expectFailure(inspectLayers(scratch, layer), ExitCode.broken, /^[\x20-\x7e]+$/)
  })

  test('links in circles end, wherever something is looked for', async () => {
    const layer = new LayerBuilder()
    for (const path of ['etc/os-release', 'usr/lib/os-release', 'etc/passwd', 'etc/ssl/certs/ca-certificates.crt']) {
      layer.symlink(path, `/${path}`)
    }
    layer.symlink('lib', 'usr').symlink('usr/x', '../lib').symlink('lib64', 'lib64').symlink('bin', '/bin/../bin/sh')
    layer.symlink('var/lib/dpkg', '../lib/dpkg').symlink('tmp', '/tmp').hardlink('h', 'i').hardlink('i', 'h')
    const document = await inspectSpec(scratch, {
      layers: [{ tar: await layer.build() }],
      config: { Entrypoint: ['/bin/sh'], User: 'nobody' },
    })
    expect(document.os).toBeNull()
    expect(document.warnings.join()).toMatch(/hard link/)
  })

  test('a path of thousands of directories', async () => {
    const name = 'd/'.repeat(2000)
    const builder = new LayerBuilder().raw(paxHeader([['path', `${name}file`]])).raw(member({ name: 'x' }, 'abc'))
    const document = await inspectLayers(scratch, builder, new LayerBuilder().whiteout('d'))
    expect(document.layers[0]).toMatchObject({ files: 1, added: 2001 })
    expect(document.filesystem.directories).toBe(0)
  })
})

describe('what one cataloger cannot read becomes a warning that names the file', () => {
  const program = Buffer.alloc(4096)
  program.write('\x7fELF\x02\x01\x01', 'latin1')
  program.writeUInt16LE(3, 16) // ET_DYN
  program.writeUInt16LE(62, 18) // x86-64
  program.writeBigUInt64LE(64n, 32) // program headers behind the header…
  program.writeUInt16LE(56, 54)
  program.writeUInt16LE(1, 56)
  program.writeUInt32LE(2, 64) // …of which one is PT_DYNAMIC…
  program.writeBigUInt64LE(2n ** 40n, 72) // …far behind the file's end
  program.writeBigUInt64LE(4096n, 96)
  const status = 'Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\nPackage: b\nStatus: inst'

  test.each<[string, string, string | Buffer]>([
    ['an ELF header that points outside of the file', 'usr/bin/program', program],
    ['a dpkg database that is cut short', 'var/lib/dpkg/status', status],
    ['an apk database that is cut short', 'lib/apk/db/installed', 'P:a\nV:1-r0\nA:x86_64\n\nP:b\nV:'],
    ['a chisel manifest that is no zstd', 'var/lib/chisel/manifest.wall', 'jsonwall?'],
    ['an rpm database that is none', 'var/lib/rpm/rpmdb.sqlite', 'SQLite?'.repeat(100)],
  ])('%s', async (_name, path, content) => {
    const document = await inspectLayers(scratch, new LayerBuilder().file(path, content).file('kept', 'x'))
    expect(document.warnings).toHaveLength(1)
    expect(document.warnings[0]).toContain(`/${path}`)
    expect(document.filesystem.files).toBe(2)
  })

  test('packages before the cut stand', async () => {
    const document = await inspectLayers(scratch, new LayerBuilder().file('var/lib/dpkg/status', status))
    expect(document.packages.map(({ name, version }) => [name, version])).toEqual([['a', '1']])
  })

  test('a foreign layer without content is named, with the place that has it', async () => {
    const foreign = await new LayerBuilder().file('foreign', 'x').build()
    const urls = ['https://example.com/layer']
    const mediaType = 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip'
    const absent = { tar: foreign, absent: true, descriptor: { mediaType, urls } }
    const spec = { layers: [absent, { tar: await sampleTar() }] }
    const document = await inspectSpec(scratch, spec)
    expect(document.warnings).toEqual([expect.stringMatching(/foreign layer.*https:\/\/example\.com\/layer/)])
    expect(document.filesystem.files).toBe(2)
  })

  test('an ordinary layer without content is an image that cannot be had', async () => {
    const spec = { layers: [{ tar: await sampleTar(), absent: true }] }
    await expectFailure(inspectSpec(scratch, spec), ExitCode.unavailable, /blob .*[0-9a-f]{64} does not exist/)
  })
})

function filesBelow(directory: string): string[] {
  if (!statSync(directory, { throwIfNoEntry: false })) return []
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}
