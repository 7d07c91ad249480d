import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { committedLayout, uncompressedSpec } from '../e2e/support/committed-images.ts'
import { diff, filesOf } from '../support/diff-of.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { compareTreesOnDisk } from '../support/trees-on-disk.ts'

const scratch = temporaryDirectory()

/** What a later version may do to any path of the base. */
const changes = new LayerBuilder()
  .file('etc/added', 'new', { mtime: 1_700_000_000 })
  .file('etc/hostname', 'changed\n', { uid: 5, gid: 6 })
  .whiteout('usr/share/doc')
  .symlink('etc/link', 'hostname')
  .file('srv/www/index.html', 'rewritten', { mode: 0o600, mtime: 1_700_000_000 })
  .directory('tmp', { mode: 0o700 })
  .file('opt/tool', 'tool', { mode: 0o4755, xattrs: { 'user.note': 'a note' } })
  .hardlink('opt/again', 'opt/tool')
  .fifo('opt/pipe')
  .characterDevice('opt/null', 1, 3)

const upper = new LayerBuilder()
  .file('bin/ping', 'another', { mode: 0o755, mtime: 7 })
  .whiteout('gone')
  .opaque('opaque')
  .file('opaque/upper', 'new')
  .file('owner', 'another', { uid: 1, mode: 0o4711 })
  .directory('tmp', { mode: 0o700 })

const webapp = await uncompressedSpec(committedLayout('webapp'))
const oddLayers = await uncompressedSpec(committedLayout('odd-layers'))

const only = (...layers: ImageSpec['layers'][number][]): ImageSpec => ({ layers })
const changed = async (layer: LayerBuilder) => ({ tar: await layer.build() })

/** Images in the compression that umoci reads, and of layers that it can unpack. */
const PAIRS: Readonly<Record<string, () => Promise<readonly [ImageSpec, ImageSpec]>>> = {
  'a base and what is built on it': async () => [only(webapp.layers[0]!), webapp],
  'two versions': async () => [webapp, only(...webapp.layers, await changed(changes))],
  'odd layers': async () => [
    only(oddLayers.layers[0]!),
    only(oddLayers.layers[0]!, await changed(upper), oddLayers.layers.at(-1)!),
  ],
  'images that have little in common': async () => [webapp, only(oddLayers.layers[0]!)],
}

beforeEach((context) => {
  for (const program of ['umoci', 'getfattr']) needProgram(context, program)
  need(context, process.getuid?.() === 0, 'umoci makes owners and devices for root only')
})

/** Unpacks an image with umoci; gives its reference and the directory. */
function unpack(spec: ImageSpec): { reference: string; root: string } {
  const layout = mkdtempSync(join(scratch, 'layout-'))
  writeLayout(layout, spec)
  const bundle = join(layout, 'bundle')
  execFileSync('umoci', ['unpack', '--image', `${layout}:latest`, bundle], { stdio: 'pipe' })
  return { reference: `oci:${layout}:latest`, root: join(bundle, 'rootfs') }
}

/** What imgpeek says, in the words of the comparison on disk: what moved went and came. */
async function linesOf(before: string, after: string): Promise<string[]> {
  const options = { sections: ['files'], ignore: ['mtime'] } as const
  const { changes } = filesOf(await diff({ reference: before }, { reference: after }, options))
  return changes
    .flatMap(({ change, path, from, aspects }) => {
      if (change === 'moved') return [`removed ${from}`, `added ${path}`]
      return change === 'added' || change === 'removed' ? [`${change} ${path}`] : [`differs ${path} ${aspects.join()}`]
    })
    .map((line) => Buffer.from(line).toString('latin1'))
    .map((line) => line.replace(/\\x([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))))
    .sort()
}

describe('the paths that differ are those that differ in what umoci unpacks', () => {
  test.each(Object.keys(PAIRS))('%s', async (name) => {
    const [before, after] = (await PAIRS[name]!()).map(unpack)
    const onDisk = compareTreesOnDisk(before!.root, after!.root, ['mtime'])
    expect(onDisk.length).toBeGreaterThan(5)
    expect(await linesOf(before!.reference, after!.reference)).toEqual(onDisk)
    expect(await linesOf(after!.reference, before!.reference)).toEqual(
      compareTreesOnDisk(after!.root, before!.root, ['mtime']),
    )
  })
})
