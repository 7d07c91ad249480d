import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { TreeWriter } from '../../../src/extract/unpack/tree-writer.ts'
import { ExitCode, unpack } from '../../../src/index.ts'
import { expectFailure } from '../../support/inspect-layout.ts'
import { need } from '../../support/programs.ts'
import { unpackable } from '../../support/scan-layers.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { treeOnDisk } from '../../support/tree-on-disk.ts'

const scratch = temporaryDirectory()

/** A directory that holds what is attacked, and the place to unpack to. */
class Scene {
  readonly home = mkdtempSync(join(scratch, 'scene-'))
  readonly root = join(this.home, 'root')
  /** A file and a directory that no image may touch. */
  readonly victim = join(this.home, 'victim')
  readonly #before: Record<string, string>

  constructor() {
    mkdirSync(this.victim, { mode: 0o750 })
    writeFileSync(join(this.victim, 'file'), 'precious', { mode: 0o640 })
    this.#before = treeOnDisk(this.victim)
  }

  async unpack(...layers: readonly LayerBuilder[]): Promise<void> {
    await unpack(await unpackable(...layers), this.root)
    this.expectUntouched()
    expect(readdirSync(this.home).sort()).toEqual(['root', 'victim'])
  }

  async refuse(exitCode: number, message: RegExp, ...layers: readonly LayerBuilder[]): Promise<void> {
    const attempt = unpackable(...layers).then((image) => unpack(image, this.root))
    await expectFailure(attempt, exitCode, message)
    this.expectUntouched()
    expect(readdirSync(this.home)).toEqual(['victim'])
  }

  expectUntouched(): void {
    expect(treeOnDisk(this.victim)).toEqual(this.#before)
  }
}

describe('names', () => {
  test.each(['../victim/file', 'a/../../victim/file', '/../victim/file', '..', 'a/..//../x'])('%s', async (name) => {
    const message = /leads out of the root directory/
    await new Scene().refuse(ExitCode.broken, message, new LayerBuilder().directory('a').file(name, 'evil'))
  })

  test.each(['../victim/file', '/../../victim/file'])('hard link to %s', async (target) => {
    const message = /leads out of the root directory/
    await new Scene().refuse(ExitCode.broken, message, new LayerBuilder().hardlink('link', target))
  })

  test('absolute names and hard links stay inside', async () => {
    const scene = new Scene()
    await scene.unpack(new LayerBuilder().file(`${scene.victim}/file`, 'evil').hardlink('link', '/etc/passwd'))
    expect(readFileSync(join(scene.root, scene.victim, 'file'), 'utf8')).toBe('evil')
    expect(readFileSync(join(scene.root, 'link'), 'utf8')).toBe('')
  })

  test('backslashes, colons and control characters are characters', async () => {
    const scene = new Scene()
    const names = ['..\\..\\victim\\file', 'C:file', 'new\nline', '-rf', '*', '$(x)', '...', 'a b']
    await scene.unpack(names.reduce((layer, name) => layer.file(name, name), new LayerBuilder()))
    expect(readdirSync(scene.root).sort()).toEqual(names.sort())
  })

  test('a component longer than file systems take leaves nothing behind', async () => {
    const layer = new LayerBuilder().file('a', 'x').file('n'.repeat(300), 'x')
    await new Scene().refuse(ExitCode.unavailable, /its name is longer than the file system here takes/, layer)
  })

  test('a path as long as Linux takes', async (context) => {
    need(context, process.platform === 'linux', 'the length of paths differs')
    const scene = new Scene()
    const path = Array.from({ length: 16 }, (_, index) => `${index}-`.padEnd(250, 'd')).join('/')
    await scene.unpack(new LayerBuilder().file(path, 'deep'))
    expect(Object.keys(treeOnDisk(scene.root)).length).toBe(17)
  })

  test('an owner that no file system has', async () => {
    const layer = new LayerBuilder().file('a', 'x', { uid: 2 ** 32 - 1 })
    await new Scene().refuse(ExitCode.broken, /\/a belongs to 4294967295:0, an owner that no file system/, layer)
  })
})

describe('links', () => {
  test.each(['absolute', 'relative'])('a symlink out of the tree, %s, is not written through', async (kind) => {
    const scene = new Scene()
    const target = kind === 'absolute' ? scene.victim : '../victim'
    await scene.unpack(
      new LayerBuilder().symlink('link', target).file('link/file', 'evil').file('link/new', 'evil'),
      new LayerBuilder().file('link/later', 'evil'),
    )
    expect(readdirSync(join(scene.root, 'link')).sort()).toEqual(['file', 'later', 'new'])
  })

  test('nor one that a layer puts where a lower one has a directory', async () => {
    const scene = new Scene()
    await scene.unpack(
      new LayerBuilder().directory('d').file('d/file', 'good'),
      new LayerBuilder().symlink('d', scene.victim),
      new LayerBuilder().file('d/file', 'evil').directory('d', { mode: 0o777 }),
    )
    expect(readFileSync(join(scene.root, 'd/file'), 'utf8')).toBe('evil')
  })

  test('a file, a directory and a hard link take a symlink’s place, not its target’s', async () => {
    const scene = new Scene()
    const file = join(scene.victim, 'file')
    await scene.unpack(
      new LayerBuilder().symlink('a', file).symlink('b', scene.victim).symlink('c', file).file('other', 'other'),
      new LayerBuilder().file('a', 'evil', { mode: 0o777 }).directory('b', { mode: 0o777 }).hardlink('c', 'other'),
    )
    expect(['a', 'b', 'c'].map((name) => lstatSync(join(scene.root, name)).isSymbolicLink())).toEqual([
      false,
      false,
      false,
    ])
  })

  test('a hard link to a symlink is that symlink, and nothing is written through it', async () => {
    const scene = new Scene()
    await scene.unpack(
      new LayerBuilder().symlink('a', join(scene.victim, 'file')).hardlink('b', 'a'),
      new LayerBuilder().file('a', 'evil').hardlink('c', 'b'),
    )
    expect(['b', 'c'].map((name) => readlinkSync(join(scene.root, name)))).toEqual(
      ['b', 'c'].map(() => join(scene.victim, 'file')),
    )
  })

  test('a symlink keeps its own mode and time; its target’s are left alone', async () => {
    const scene = new Scene()
    await scene.unpack(new LayerBuilder().symlink('link', '../victim/file', { mode: 0o777, mtime: 5 }))
    expect(lstatSync(join(scene.root, 'link')).mtimeMs).toBe(5000)
  })

  test('the root cannot be replaced', async () => {
    const scene = new Scene()
    await scene.unpack(new LayerBuilder().symlink('./', scene.victim).file('file', 'inside').whiteout('..wh'))
    expect(readFileSync(join(scene.root, 'file'), 'utf8')).toBe('inside')
  })

  test('the passwd file of a bundle is not read through a symlink out of it', async () => {
    const scene = new Scene()
    writeFileSync(join(scene.home, 'passwd'), 'evil:x:0:0::/:\n')
    const image = await unpackable(new LayerBuilder().symlink('etc/passwd', '../../../passwd'))
    const config = { ...image.config, config: { ...image.config.config, user: 'evil' } }
    const attempt = unpack({ ...image, config }, scene.root, { bundle: true })
    await expectFailure(attempt, ExitCode.unavailable, /“evil” is not in its \/etc\/passwd/)
  })
})

describe('races', () => {
  test('who may write to the directory above cannot lead the writing elsewhere', async (context) => {
    need(context, existsSync('/proc/self/fd'), 'there is no /proc to hold on to a directory by')
    const scene = new Scene()
    const above = join(scene.home, 'above')
    mkdirSync(above)
    const image = await unpackable(new LayerBuilder().file('a', 'first'), new LayerBuilder().file('file', 'evil'))
    const layers = image.layers.map((layer, index) => ({
      ...layer,
      layer: {
        ...layer.layer,
        open() {
          if (index === 1) {
            renameSync(above, `${above}-moved`)
            const [staging] = readdirSync(`${above}-moved`)
            mkdirSync(above)
            mkdirSync(join(above, staging!))
            symlinkSync(scene.victim, join(above, staging!, 'rootfs'))
          }
          return layer.layer.open()
        },
      },
    }))
    await unpack({ ...image, layers }, join(above, 'root'))
    scene.expectUntouched()
    expect(readdirSync(`${above}-moved/root`)).toEqual(['a', 'file'])
  })

  test('while it is written, nobody else may enter', async () => {
    const scene = new Scene()
    const image = await unpackable(new LayerBuilder().directory('open', { mode: 0o777 }).file('open/a', 'x'))
    const modes: number[] = []
    const layers = image.layers.map((layer) => ({
      ...layer,
      layer: {
        ...layer.layer,
        open() {
          const [staging] = readdirSync(scene.home).filter((name) => name.startsWith('.imgpeek'))
          modes.push(lstatSync(join(scene.home, staging!)).mode & 0o777)
          return layer.layer.open()
        },
      },
    }))
    await unpack({ ...image, layers }, scene.root)
    expect(modes).toEqual([0o700])
  })

  test('what comes into the place meanwhile is not written over', async () => {
    const scene = new Scene()
    const image = await unpackable(new LayerBuilder().file('a', 'x'))
    const layers = image.layers.map((layer) => ({
      ...layer,
      layer: {
        ...layer.layer,
        open() {
          mkdirSync(scene.root)
          writeFileSync(join(scene.root, 'mine'), 'precious')
          return layer.layer.open()
        },
      },
    }))
    await expectFailure(unpack({ ...image, layers }, scene.root), ExitCode.unavailable, /cannot be written/)
    expect(readdirSync(scene.home).sort()).toEqual(['root', 'victim'])
    expect(readdirSync(scene.root)).toEqual(['mine'])
  })
})

describe('a file system that takes two names for one', () => {
  const entry = { path: '/A', mode: 0o777, uid: 0, gid: 0, mtime: 0, linkTarget: '/etc' }

  test.each<[string, (writer: TreeWriter) => void]>([
    ['file', (writer) => writer.openFile(entry)],
    ['directory', (writer) => writer.directory(entry)],
    ['symlink', (writer) => writer.symlink(entry)],
    ['hard link', (writer) => writer.link(entry, { path: '/other' })],
  ])('the second, a %s, is neither followed nor merged', (_, make) => {
    for (const first of ['symlink', 'file', 'directory'] as const) {
      const scene = new Scene()
      mkdirSync(scene.root)
      writeFileSync(join(scene.root, 'other'), '')
      const writer = new TreeWriter(scene.root, false)
      const taken = join(scene.root, 'A')
      if (first === 'symlink') symlinkSync(scene.victim, taken)
      else if (first === 'file') writeFileSync(taken, '')
      else mkdirSync(taken)
      let failure: unknown
      try {
        make(writer)
      } catch (error) {
        failure = writer.explain(error)
      }
      expect(failure).toMatchObject({
        exitCode: ExitCode.unavailable,
        message: expect.stringMatching(/^\/A cannot be/),
      })
      scene.expectUntouched()
    }
  })
})

test('whatever links and files random layers have, nothing outside changes', async () => {
  const names = fc.constantFrom('a', 'b', 'a/b', 'a/b/c', 'b/file', 'a/file', './', 'a/../b')
  const targets = fc.constantFrom('../victim', '../../victim', '../victim/file', 'a', 'b', '.', '..', '/', 'VICTIM')
  const step = fc.record({ kind: fc.nat(5), name: names, target: targets, mode: fc.constantFrom(0o777, 0, 0o4755) })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 3 }), async (layers) => {
      const scene = new Scene()
      const builders = layers.map((steps) => {
        const builder = new LayerBuilder()
        for (const { kind, name, target, mode } of steps) {
          const to = target === 'VICTIM' ? scene.victim : target
          if (kind <= 1) builder.symlink(name, to)
          else if (kind === 2) builder.hardlink(name, to.replaceAll('../', ''))
          else if (kind === 3) builder.directory(name, { mode })
          else if (kind === 4) builder.file(name, 'evil', { mode })
          else builder.whiteout(name === './' ? 'a' : name)
        }
        return builder
      })
      const image = await unpackable(...builders).catch(() => undefined)
      fc.pre(image !== undefined)
      chmodSync(scene.home, 0o755)
      await unpack(image, scene.root)
      scene.expectUntouched()
      expect(readdirSync(scene.home).sort()).toEqual(['root', 'victim'])
    }),
    { seed: 20240906, numRuns: 200 },
  )
})
