import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { exportTar, unpack } from '../../src/index.ts'
import { committedLayout, uncompressedSpec } from '../e2e/support/committed-images.ts'
import { collect, open } from '../support/open-layers.ts'
import { need, needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { attributesOnDisk, treeOnDisk } from '../support/tree-on-disk.ts'

const scratch = temporaryDirectory()

/** The committed images in the compression that umoci reads. */
const IMAGES: Readonly<Record<string, () => Promise<ImageSpec>>> = {
  webapp: () => uncompressedSpec(committedLayout('webapp')),
  // Without two layers: umoci cannot make a directory where a lower layer has a file, and takes eStargz's own files for files.
  'odd-layers': async () => {
    const { layers } = await uncompressedSpec(committedLayout('odd-layers'))
    const changes = new LayerBuilder()
      .whiteout('gone')
      .whiteout('gone-directory')
      .opaque('opaque')
      .file('opaque/upper', 'new')
      .hardlink('bin/linked-from-above', 'bin/ping')
      .file('owner', 'another', { uid: 1, mode: 0o4711 })
      .directory('tmp', { mode: 0o700 })
    return { layers: [layers[0]!, { tar: await changes.build() }, layers.at(-1)!] }
  },
}

beforeEach((context) => {
  for (const program of ['umoci', 'tar', 'getfattr', 'setfattr']) needProgram(context, program)
  need(context, process.getuid?.() === 0, 'umoci makes owners and devices for root only')
})

describe.each(Object.keys(IMAGES))('%s: the same paths, modes, owners, links, contents and attributes', (name) => {
  const layout = join(scratch, name)
  const bundle = join(scratch, `${name}-umoci`)

  test('as umoci unpacks', async () => {
    writeLayout(layout, await IMAGES[name]!())
    execFileSync('umoci', ['unpack', '--image', `${layout}:latest`, bundle], { stdio: 'pipe' })
    const root = join(scratch, `${name}-unpacked`)
    const { warnings } = await open(`oci:${layout}`, (inventory) => unpack(inventory, root, { devices: true }))
    expect(warnings).toEqual([])
    expect(treeOnDisk(root)).toEqual(treeOnDisk(join(bundle, 'rootfs')))
    expect(attributesOnDisk(root)).toBe(attributesOnDisk(join(bundle, 'rootfs')))
  })

  test('in what is exported, when tar unpacks it', async () => {
    const tar = join(scratch, `${name}.tar`)
    const root = join(scratch, `${name}-exported`)
    writeFileSync(tar, await open(`oci:${layout}`, (inventory) => collect(exportTar(inventory))))
    mkdirSync(root)
    execFileSync('tar', ['-C', root, '--numeric-owner', '--xattrs', '--xattrs-include=*', '-xpf', tar])
    expect(treeOnDisk(root)).toEqual(treeOnDisk(join(bundle, 'rootfs')))
    expect(attributesOnDisk(root)).toBe(attributesOnDisk(join(bundle, 'rootfs')))
  })
})
