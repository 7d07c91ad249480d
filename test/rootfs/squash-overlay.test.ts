import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { needProgram } from '../support/programs.ts'
import { squashLayers } from '../support/squash-layers.ts'

/** One thing that a random layer does. */
interface Step {
  readonly kind: 'file' | 'directory' | 'symlink' | 'hardlink' | 'whiteout' | 'opaque'
  readonly path: string
  readonly target: string
  readonly text: string
}

const SCRIPT = join(import.meta.dirname, '../support/overlay.py')
let scratch: string

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'imgpeek-overlay-'))
})

afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('squash shows what an overlay of the layers shows', () => {
  beforeEach((context) => {
    needProgram(context, 'python3')
    if (!overlayWorks()) context.skip('this user cannot mount an overlay file system')
  })

  test('for random layers', async () => {
    const images = fc.sample(image(), { numRuns: 150, seed: 20240906 })
    const paths = await Promise.all(
      images.map((layers, number) =>
        Promise.all(
          layers.map(async (steps, index) => {
            const path = join(scratch, `${number}-${index}.tar`)
            writeFileSync(path, await builderOf(steps).build())
            return path
          }),
        ),
      ),
    )
    const trees = await overlays(paths)
    for (const [number, layers] of images.entries()) {
      const { shown } = await squashLayers(...layers.map(builderOf))
      expect(shown, `image ${number}: ${JSON.stringify(layers)}`).toEqual(trees[number])
    }
  })
})

/** Two to four layers over few names, so that they meet. */
function image(): fc.Arbitrary<Step[][]> {
  const name = fc.constantFrom('a', 'b', '.c')
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'))
  const step = fc.record({
    kind: fc.constantFrom<Step['kind'][]>('file', 'file', 'directory', 'symlink', 'hardlink', 'whiteout', 'opaque'),
    path,
    target: path,
    text: fc.string({ unit: fc.constantFrom('x', 'y', 'z'), minLength: 1, maxLength: 8 }),
  })
  return fc.array(fc.array(step, { maxLength: 7 }).map(possible), { minLength: 2, maxLength: 4 })
}

/** Leaves out what no directory can be packed into: a path given twice, or one that is a directory and something else. */
function possible(steps: readonly Step[]): Step[] {
  const directories = new Set<string>()
  const others = new Set<string>()
  return steps.filter(({ kind, path }) => {
    const isDirectory = kind === 'directory' || kind === 'opaque'
    const needed = path.split('/').map((_, index, names) => names.slice(0, index + 1).join('/'))
    if (!isDirectory) needed.pop()
    if (needed.some((directory) => others.has(directory))) return false
    if (!isDirectory && kind !== 'whiteout') {
      if (directories.has(path) || others.has(path)) return false
      others.add(path)
    }
    for (const directory of needed) directories.add(directory)
    return true
  })
}

function builderOf(steps: readonly Step[]): LayerBuilder {
  const builder = new LayerBuilder()
  for (const { kind, path, target, text } of steps) {
    if (kind === 'file') builder.file(path, text)
    else if (kind === 'directory') builder.directory(path)
    else if (kind === 'symlink') builder.symlink(path, `/${target}`)
    else if (kind === 'hardlink') builder.hardlink(path, target)
    else if (kind === 'whiteout') builder.whiteout(path)
    else builder.opaque(path)
  }
  return builder
}

/** Mounts in a namespace of its own, so that nothing stays mounted. */
async function overlays(images: readonly (readonly string[])[]): Promise<Record<string, string>[]> {
  const answer = execFileSync('unshare', ['-m', 'python3', SCRIPT, join(scratch, 'unpacked')], {
    input: JSON.stringify(images),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  return JSON.parse(answer)
}

function overlayWorks(): boolean {
  const mount = 'mkdir -p l u m && mount -t overlay overlay -o lowerdir=u:l m'
  return process.platform === 'linux' && spawnSync('unshare', ['-m', 'sh', '-c', mount], { cwd: scratch }).status === 0
}
