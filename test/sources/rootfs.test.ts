import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compress } from '../../fixtures/compress.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { UnavailableError } from '../../src/errors.ts'
import { EMPTY_EXECUTION_CONFIG } from '../../src/oci/config.ts'
import { directoryTar } from '../../src/sources/directory-tar.ts'
import { needProgram } from '../support/programs.ts'
import { layerBytes, open } from '../support/read-image.ts'
import { readTar } from '../support/read-tar.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const isWindows = process.platform === 'win32'
const temporary = temporaryDirectory()
let serial = 0

function directory(): string {
  const path = join(temporary, `root-${serial++}`)
  mkdirSync(path)
  return path
}

async function entriesOf(path: string) {
  const [tar] = await layerBytes(`rootfs:${path}`)
  return readTar(tar!)
}

describe('a directory', () => {
  test('is an image of one layer, with no config', async () => {
    const path = directory()
    const image = await open(`rootfs:${path}`, { platform: 'linux/s390x' })
    expect(image).toMatchObject({ source: 'rootfs', reference: `rootfs:${path}`, descriptor: null, imageId: null })
    expect(await image.manifest()).toBeNull()
    expect(await image.config()).toMatchObject({
      platform: { os: 'linux', architecture: 's390x' },
      config: EMPTY_EXECUTION_CONFIG,
      diffIds: [],
    })
    expect(await image.layers()).toMatchObject([{ digest: null, diffId: null, size: null, mediaType: null }])
  })

  test('comes as a tar that is sorted by name', async () => {
    const path = directory()
    for (const name of ['b', 'a', 'B']) mkdirSync(join(path, name))
    writeFileSync(join(path, 'a', 'z'), 'z')
    writeFileSync(join(path, 'a.txt'), '')
    expect((await entriesOf(path)).map((entry) => entry.path)).toEqual(['/', '/B', '/a', '/a/z', '/a.txt', '/b'])
  })

  test.skipIf(isWindows)('keeps modes, times, symlinks and hard links', async () => {
    const path = directory()
    writeFileSync(join(path, 'file'), 'content')
    chmodSync(join(path, 'file'), 0o4750)
    utimesSync(join(path, 'file'), 5, 1_600_000_000.7)
    linkSync(join(path, 'file'), join(path, 'second'))
    symlinkSync('/etc/passwd', join(path, 'symlink'))
    const [, file, second, symlink] = await entriesOf(path)
    expect(file).toMatchObject({ path: '/file', type: 'file', mode: 0o4750, mtime: 1_600_000_000 })
    expect(file!.content!.toString()).toBe('content')
    expect(second).toMatchObject({ path: '/second', type: 'hardlink', linkTarget: '/file' })
    expect(symlink).toMatchObject({ path: '/symlink', type: 'symlink', linkTarget: '/etc/passwd' })
  })

  test.skipIf(isWindows)('never shows what a symlink leads to', async () => {
    const outside = directory()
    writeFileSync(join(outside, 'secret'), 'secret')
    const path = directory()
    symlinkSync(outside, join(path, 'out'))
    symlinkSync(path, join(path, 'loop'))
    expect((await entriesOf(path)).map((entry) => entry.path)).toEqual(['/', '/loop', '/out'])
  })

  test.skipIf(isWindows)('may itself be named by a symlink', async () => {
    const path = directory()
    writeFileSync(join(path, 'file'), '')
    symlinkSync(path, `${path}-link`)
    expect((await entriesOf(`${path}-link`)).map((entry) => entry.path)).toEqual(['/', '/file'])
  })

  test.skipIf(process.platform !== 'linux')('keeps names that are no UTF-8', async () => {
    const path = directory()
    writeFileSync(Buffer.concat([Buffer.from(`${path}/caf`), Buffer.of(0xe9)]), 'x')
    expect((await entriesOf(path))[1]).toMatchObject({ path: '/caf\udce9', size: 1 })
  })

  test.skipIf(isWindows)('takes pipes as they are and leaves sockets out', async () => {
    const path = directory()
    execFileSync('mkfifo', [join(path, 'pipe')])
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(path, 'socket'), resolve))
    try {
      expect((await entriesOf(path)).map(({ path, type }) => [path, type])).toEqual([
        ['/', 'directory'],
        ['/pipe', 'fifo'],
      ])
    } finally {
      server.close()
    }
  })

  test.skipIf(process.getuid?.() !== 0)('keeps device numbers', async () => {
    const path = directory()
    execFileSync('mknod', [join(path, 'disk'), 'b', '259', '300'])
    expect((await entriesOf(path))[1]).toMatchObject({ type: 'block-device', device: { major: 259, minor: 300 } })
  })

  test('that changes while it is read still gives a whole tar', async () => {
    const path = directory()
    writeFileSync(join(path, 'a'), Buffer.alloc(1_000_000, 'a'))
    writeFileSync(join(path, 'b'), Buffer.alloc(2_000_000, 'b'))
    writeFileSync(join(path, 'c'), 'c')
    const pieces: Uint8Array[] = []
    for await (const piece of directoryTar(path)) {
      // the first piece holds the header of a; from then on b shrinks
      if (pieces.length === 0) truncateSync(join(path, 'a'), 10)
      pieces.push(piece)
    }
    const [, a, b, c] = readTar(Buffer.concat(pieces))
    expect([a!.size, b!.size, c!.content!.toString()]).toEqual([1_000_000, 2_000_000, 'c'])
  })

  test('agrees with GNU tar', async (context) => {
    needProgram(context, 'tar')
    const path = directory()
    mkdirSync(join(path, 'sub'))
    writeFileSync(join(path, 'sub', 'x'.repeat(150)), 'long')
    symlinkSync('y'.repeat(150), join(path, 'sub', 'link'))
    const [tar] = await layerBytes(`rootfs:${path}`)
    const listed = execFileSync('tar', ['-tf', '-'], { input: tar }).toString().trimEnd().split('\n')
    expect(listed).toEqual(['./', 'sub/', 'sub/link', `sub/${'x'.repeat(150)}`])
    const theirs = execFileSync('tar', ['-C', path, '--sort=name', '-cf', '-', '.'])
    const withoutContent = ({ content: _, ...header }: ReturnType<typeof readTar>[number]) => header
    expect(readTar(tar!).map(withoutContent)).toEqual(readTar(theirs).map(withoutContent))
  })
})

describe('a tar', () => {
  test.for(['gnu', 'posix'])(
    'may begin with a sparse file, of which it stores less than there is: %s',
    async (format, context) => {
      needProgram(context, 'tar')
      const path = directory()
      const file = openSync(join(path, 'sparse'), 'w')
      // more than fit into the header of the old format
      for (let extent = 1; extent <= 8; extent++) writeSync(file, 'data', extent * 65_536)
      closeSync(file)
      const size = 8 * 65_536 + 'data'.length
      const archive = `${path}.tar`
      execFileSync('tar', ['--sparse', `--format=${format}`, '-cf', archive, '-C', path, 'sparse'])
      expect(statSync(archive).size).toBeLessThan(size)

      const [tar] = await layerBytes(`rootfs:${archive}`)
      expect(readTar(tar!)).toMatchObject([{ path: '/sparse', size }])
      expect((await open(archive)).source).toBe('rootfs')
      truncateSync(archive, 4 * 512)
      await expect(open(archive)).rejects.toThrow(/truncated/)
    },
  )

  test.each(['none', 'gzip', 'zstd'] as const)('is given as it is stored: %s', async (packing) => {
    const path = join(temporary, `root-${packing}.tar`)
    writeFileSync(path, compress(await new LayerBuilder().file('bin/sh', 'x').build(), packing))
    const [layer] = await layerBytes(`rootfs:${path}`)
    expect(layer!.equals(readFileSync(path))).toBe(true)
  })

  test('must be one', async () => {
    const path = join(temporary, 'text')
    writeFileSync(path, 'This is no archive. '.repeat(100))
    await expect(open(`rootfs:${path}`)).rejects.toThrow(`The file ${path} is not a tar archive.`)
    writeFileSync(path, '')
    await expect(open(`rootfs:${path}`)).rejects.toThrow(UnavailableError)
    await expect(open(`rootfs:${path}-missing`)).rejects.toThrow('does not exist')
  })
})
