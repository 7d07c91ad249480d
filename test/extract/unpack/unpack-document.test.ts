import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { type UnpackDocument, unpackDocument } from '../../../src/extract/unpack/unpack-document.ts'
import type { WrittenTree } from '../../../src/extract/unpack/write-tree.ts'
import { renderUnpackPage } from '../../../src/report/unpack-page.ts'
import { unpackable } from '../../support/scan-layers.ts'

const schema = JSON.parse(readFileSync(new URL('../../../docs/schema/unpack.schema.json', import.meta.url), 'utf8'))
const ALL: WrittenTree = { devicesLeftOut: 0, pipesLeftOut: 0, attributes: { lost: 0, reason: null } }

async function documentOf(written: Partial<WrittenTree>, uid = 0, devices = false): Promise<UnpackDocument> {
  const layer = new LayerBuilder()
    .file('d/a', 'four')
    .hardlink('b', 'd/a')
    .symlink('l', 'b')
    .hardlink('dangling', 'nothing')
    .characterDevice('null', 1, 3)
    .fifo('pipe')
  return unpackDocument(await unpackable(layer), {
    directory: 'some\u001bwhere',
    user: { uid, gid: uid },
    devices,
    written: { ...ALL, ...written },
    config: null,
  })
}

describe('what was unpacked', () => {
  test('is a document that the published schema takes', async () => {
    const document = await documentOf({})
    const validate = new Ajv2020({ allErrors: true }).compile(schema)
    expect(validate(JSON.parse(JSON.stringify(document))) ? [] : validate.errors).toEqual([])
    expect(document).toMatchObject({
      filesystem: { files: 3, directories: 1, symlinks: 1, devices: 2 },
      contentBytes: 4,
      warnings: [expect.stringMatching(/^\/dangling is a hard link to a file that is not there/)],
    })
  })

  test.each<[string, Partial<WrittenTree>, number, boolean, RegExp]>([
    [
      'devices that were not wanted',
      { devicesLeftOut: 1 },
      0,
      false,
      /^Left out: 1 device node; --devices makes them\.$/,
    ],
    ['devices that mknod did not make', { devicesLeftOut: 1 }, 0, true, /^Left out: 1 device node; mknod could not/],
    ['devices that only root makes', { devicesLeftOut: 1 }, 5, true, /^Left out: 1 device node; only root can/],
    ['pipes', { pipesLeftOut: 1 }, 0, false, /^Left out: 1 named pipe; mknod could not make them\.$/],
    ['attributes', { attributes: { lost: 2, reason: 'it rains' } }, 0, false, /^Not kept: 2 extended .*; it rains\.$/],
    ['owners', {}, 5, false, /^Only root can give files to their owners: all belong to 5:5, without set-uid/],
  ])('says what is not as the image has it: %s', async (_, written, uid, devices, warning) => {
    const { warnings, filesystem } = await documentOf(written, uid, devices)
    expect(warnings).toContainEqual(expect.stringMatching(warning))
    expect(filesystem.devices).toBe(2 - (written.devicesLeftOut ?? 0) - (written.pipesLeftOut ?? 0))
  })

  test('is told in a line, and how a bundle is started in another', async () => {
    const document = await documentOf({})
    expect(renderUnpackPage(document)).toBe('3 files, 1 directory, 1 symlink, 2 devices: 4 B in some\\x1bwhere\n')
    expect(renderUnpackPage({ ...document, directory: 'a b', bundle: true }).split('\n')[1]).toBe(
      "To start it: runc run --bundle 'a b' NAME",
    )
  })
})
