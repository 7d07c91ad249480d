import { execFile } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { writeLayout } from '../../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { sparseMember } from '../../../fixtures/tar-blocks.ts'
import { ExitCode, type UnpackDocument, unpack } from '../../../src/index.ts'
import { expectFailure } from '../../support/inspect-layout.ts'
import { need, needProgram } from '../../support/programs.ts'
import { unpackable } from '../../support/scan-layers.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { attributesOnDisk, treeOnDisk } from '../../support/tree-on-disk.ts'

const scratch = temporaryDirectory()
const isRoot = process.getuid?.() === 0

/** A fresh directory to unpack in. */
function place(name: string): string {
  const path = join(scratch, name)
  mkdirSync(path)
  return path
}

describe('a directory', () => {
  const layers = () => unpackable(new LayerBuilder().directory('etc').file('etc/motd', 'hello\n'))

  test('that does not exist yet is made', async () => {
    const home = place('new')
    const document = await unpack(await layers(), join(home, 'rootfs'))
    expect(document).toMatchObject({
      schemaVersion: 1,
      bundle: false,
      filesystem: { files: 1, directories: 1, symlinks: 0, devices: 0 },
      contentBytes: 6,
    })
    expect(readFileSync(join(home, 'rootfs/etc/motd'), 'utf8')).toBe('hello\n')
    expect(readdirSync(home)).toEqual(['rootfs'])
    expect(statSync(join(home, 'rootfs')).mode & 0o7777).toBe(0o755)
  })

  test('that is empty is filled, and stays the directory that it was', async () => {
    const home = place('empty')
    chmodSync(home, 0o711)
    const { ino } = statSync(home)
    await unpack(await layers(), home)
    expect(readdirSync(home)).toEqual(['etc'])
    expect([statSync(home).ino, statSync(home).mode & 0o7777]).toEqual([ino, 0o711])
  })

  test('that a symlink leads to is filled', async () => {
    const home = place('behind')
    symlinkSync(home, join(scratch, 'in-front'))
    await unpack(await layers(), join(scratch, 'in-front'))
    expect(readdirSync(home)).toEqual(['etc'])
  })

  test.each<[string, string, (home: string) => void, RegExp]>([
    ['with something in it', '', (home) => writeFileSync(join(home, 'x'), ''), /is not empty/],
    ['with a symlink in it', '', (home) => symlinkSync('/', join(home, 'etc')), /is not empty/],
    ['that is a file', 'x', (home) => writeFileSync(join(home, 'x'), ''), /is not a directory/],
    ['that is a dead symlink', 'x', (home) => symlinkSync('no', join(home, 'x')), /leads nowhere/],
    ['without a parent', 'no/where', () => {}, /does not exist/],
  ])('%s is refused', async (name, below, make, message) => {
    const home = place(`refused ${name}`)
    const directory = join(home, below)
    make(home)
    const before = readdirSync(home)
    await expectFailure(unpack(await layers(), directory), ExitCode.usage, message)
    expect(readdirSync(home)).toEqual(before)
  })
})

describe('what is unpacked', () => {
  test('has modes, times and links as the image has them', async () => {
    const root = join(place('attributes'), 'rootfs')
    await unpack(
      await unpackable(
        new LayerBuilder()
          .directory('./', { mode: 0o750, mtime: 1_600_000_000 })
          .directory('read-only', { mode: 0o555, mtime: 1_500_000_000 })
          .file('read-only/file', 'x', { mode: 0o400, mtime: 1_700_000_000.5 })
          .file('old', 'x', { mtime: -86_400 })
          .symlink('link', 'no/where', { mtime: 1_400_000_000 }),
        new LayerBuilder().hardlink('second', 'read-only/file'),
      ),
      root,
    )
    const mode = (path: string): string => (lstatSync(join(root, path)).mode & 0o7777).toString(8)
    const mtime = (path: string): number => lstatSync(join(root, path)).mtimeMs / 1000
    expect(['', 'read-only', 'read-only/file'].map(mode)).toEqual(['750', '555', '400'])
    expect(['', 'read-only', 'read-only/file', 'old', 'link'].map(mtime)).toEqual([
      1_600_000_000, 1_500_000_000, 1_700_000_000.5, -86_400, 1_400_000_000,
    ])
    expect(statSync(join(root, 'second')).ino).toBe(statSync(join(root, 'read-only/file')).ino)
  })

  test('has holes where files have zeros', async () => {
    const root = join(place('sparse'), 'rootfs')
    const size = 64 * 1024 * 1024
    const data = [{ offset: size - 4096, bytes: 'end' }]
    await unpack(await unpackable(new LayerBuilder().raw(sparseMember('1.0', { name: 'sparse', size, data }))), root)
    const status = statSync(join(root, 'sparse'))
    expect(status.size).toBe(size)
    expect(status.blocks * 512).toBeLessThan(1024 * 1024)
    expect(readFileSync(join(root, 'sparse')).indexOf('end')).toBe(size - 4096)
  })

  test('has extended attributes', async (context) => {
    for (const program of ['setfattr', 'getfattr']) needProgram(context, program)
    const root = join(place('xattrs'), 'rootfs')
    const odd = Buffer.from('odd \\ name\n\xe9', 'latin1')
    const xattrs = { 'user.bytes': Uint8Array.of(0, 10, 255), 'user.text': 'a=b' }
    const layer = new LayerBuilder().file(odd, 'x', {
      xattrs,
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
    })
    const { warnings } = await unpack(await unpackable(layer), root)
    need(context, !warnings.some((warning) => warning.includes('not supported')), 'the file system has no attributes')
    expect(warnings).toEqual([])
    expect(attributesOnDisk(root)).toMatch(/user\.bytes=0x000aff\nuser\.text=0x613d62/)
  })

  test('leaves out attributes that belong to a host, or tell an overlay what to show', async (context) => {
    needProgram(context, 'getfattr')
    const root = join(place('foreign-xattrs'), 'rootfs')
    const xattrs = { 'trusted.overlay.opaque': 'y', 'security.selinux': 'system_u:object_r:etc_t:s0' }
    await unpack(await unpackable(new LayerBuilder().file('a', 'x', { xattrs })), root)
    expect(attributesOnDisk(root).trim()).toBe('')
  })

  test('leaves nothing behind when a layer breaks off', async () => {
    const image = await unpackable(new LayerBuilder().directory('d', { mode: 0o500 }).file('d/a', 'x'))
    const broken = image.layers.map((layer) => ({
      ...layer,
      layer: {
        ...layer.layer,
        async *open() {
          for await (const piece of layer.layer.open()) yield piece.subarray(0, 1200)
        },
      },
    }))
    const home = place('broken')
    const empty = join(home, 'empty')
    mkdirSync(empty)
    for (const directory of [empty, join(home, 'absent')]) {
      await expectFailure(unpack({ ...image, layers: broken }, directory), ExitCode.broken, /^Layer 0: /)
    }
    expect(readdirSync(home)).toEqual(['empty'])
    expect(readdirSync(empty)).toEqual([])
  })

  test('leaves nothing behind when it is interrupted', async () => {
    const controller = new AbortController()
    const image = await unpackable(new LayerBuilder().file('a', 'x'), new LayerBuilder().file('b', 'x'))
    const [first, second] = image.layers
    const stopping = {
      ...second!,
      layer: {
        ...second!.layer,
        async *open() {
          controller.abort()
          yield* second!.layer.open()
        },
      },
    }
    const home = place('interrupted')
    const attempt = unpack({ ...image, layers: [first!, stopping] }, join(home, 'x'), { signal: controller.signal })
    await expectFailure(attempt, ExitCode.interrupted, /Interrupted/)
    expect(readdirSync(home)).toEqual([])
  })
})

describe('unpacked by someone who is not root', () => {
  test('everything is theirs, without set-uid bits, and a bundle is rootless', async (context) => {
    need(context, process.platform === 'linux', 'this is about users on Linux')
    const home = place('nobody')
    const layout = writeLayout(join(home, 'layout'), {
      layers: [
        {
          tar: await new LayerBuilder()
            .directory('./', { mode: 0o555 })
            .directory('closed', { mode: 0o500, uid: 5 })
            .file('closed/su', 'x', { mode: 0o4755 })
            .file('secret', 'x', { mode: 0, uid: 7, gid: 7 })
            .characterDevice('null', 1, 3)
            .build(),
        },
      ],
      config: { Cmd: ['/closed/su'], User: '1000' },
    })
    const target = join(home, 'target')
    mkdirSync(target)
    chmodSync(scratch, 0o755)
    for (const path of [home, target]) chmodSync(path, 0o777)
    const child = fileURLToPath(new URL('../../support/unpack-child.ts', import.meta.url))
    const user = isRoot ? { uid: 65_534, gid: 65_534 } : {}
    const run = (directory: string) =>
      promisify(execFile)(process.execPath, [child, `oci:${layout.directory}`, directory], user)
    for (const directory of [target, join(home, 'absent')]) {
      const { warnings, filesystem } = JSON.parse((await run(directory)).stdout) as UnpackDocument
      expect(filesystem).toMatchObject({ files: 2, devices: 0 })
      expect(warnings.join('\n')).toMatch(/Only root can give.*\n.*1 device node; only root.*\n.*not as “1000”/)
      const status = lstatSync(join(directory, 'rootfs/closed/su'))
      expect([status.mode & 0o7777, status.uid]).toEqual([0o755, isRoot ? 65_534 : process.getuid?.()])
      expect(statSync(join(directory, 'rootfs')).mode & 0o7777).toBe(0o555)
      const config = JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8'))
      expect(config.linux.uidMappings).toEqual([{ containerID: 0, hostID: status.uid, size: 1 }])
    }
    expect(readdirSync(home).sort()).toEqual(['absent', 'layout', 'target'])
  })
})

describe('unpacked by root', () => {
  test('owners and set-uid bits are kept, devices only where they are wanted', async (context) => {
    need(context, isRoot, 'this test needs root')
    const image = await unpackable(
      new LayerBuilder().file('su', 'x', { mode: 0o6755, uid: 12, gid: 34 }).blockDevice('disk', 8, 0).fifo('pipe'),
    )
    const home = place('root')
    const { warnings } = await unpack(image, join(home, 'plain'))
    expect(warnings).toEqual(['Left out: 1 device node; --devices makes them.'])
    expect(Object.keys(treeOnDisk(join(home, 'plain')))).toEqual(['/', '/pipe', '/su'])
    expect(treeOnDisk(join(home, 'plain'))['/su']).toMatch(/^6755 12:34 file/)
    expect((await unpack(image, join(home, 'devices'), { devices: true })).warnings).toEqual([])
    expect(lstatSync(join(home, 'devices/disk')).isBlockDevice()).toBe(true)
  })
})
