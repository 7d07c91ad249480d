import { createHash } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  type LayerSpec,
  LayoutBuilder,
  tagged,
  type WrittenDescriptor,
  writeLayout,
} from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { endOfArchive, headerBlock, member, paxHeader } from '../../fixtures/tar-blocks.ts'
import { ExitCode } from '../../src/index.ts'
import { inspectInChild, type Outcome } from '../support/inspect-in-child.ts'
import { expectFailure, inspectLayout, inspectSpec } from '../support/inspect-layout.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const MIB = 1024 ** 2
const GIB = 1024 ** 3

/** What reading an image may take: what Node.js and its threads take by themselves, and some. */
const USUAL_BYTES = 400 * MIB

function freshDirectory(): string {
  return mkdtempSync(join(scratch, 'layout-'))
}

function inspectLayer(layer: LayerSpec): Promise<Outcome> {
  return inspectInChild(`oci:${writeLayout(freshDirectory(), { layers: [layer] }).directory}`)
}

describe('layers that expand', () => {
  test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['gzip', (bytes) => gzipSync(bytes, { level: 9 })],
    ['zstd', (bytes) => zstdCompressSync(bytes)],
  ])('ten gigabytes of zeros in %s are refused', { timeout: 120_000 }, async (_name, compress) => {
    const header = compress(headerBlock({ name: 'zeros', size: 10 * GIB }))
    const zeros = compress(new Uint8Array(100 * MIB))
    const blob = Buffer.concat([header, ...Array.from({ length: 103 }, () => zeros)])
    const { failure, peakBytes } = await inspectLayer({ tar: new Uint8Array(0), blob })
    expect(failure).toEqual({ exitCode: ExitCode.broken, message: expect.stringMatching(/--max-expansion-ratio/) })
    expect(peakBytes).toBeLessThan(USUAL_BYTES)
  })

  test('a sparse file of petabytes is refused', async () => {
    const records: [string, string][] = [
      ['GNU.sparse.major', '1'],
      ['GNU.sparse.minor', '0'],
      ['GNU.sparse.realsize', String(2 ** 50)],
    ]
    const sparse = Buffer.concat([paxHeader(records), member({ name: 'sparse' }, '0\n'.padEnd(512, '\0'))])
    const tar = await new LayerBuilder().raw(sparse).build()
    await expectFailure(inspectSpec(scratch, { layers: [{ tar }] }), ExitCode.broken, /--max-hole-size/)
  })
})

describe('layers of many or large headers', () => {
  test('a million entries are read', { timeout: 120_000 }, async () => {
    const diffId = createHash('sha256')
    const members: Uint8Array[] = []
    const add = (bytes: Uint8Array): void => {
      diffId.update(bytes)
      members.push(gzipSync(bytes, { level: 1 }))
    }
    for (let directory = 0; directory < 1000; directory++) {
      add(Buffer.concat(Array.from({ length: 1000 }, (_, file) => headerBlock({ name: `d-${directory}/f-${file}` }))))
    }
    add(endOfArchive())
    const blob = Buffer.concat(members)
    const outcome = await inspectLayer({ tar: new Uint8Array(0), blob, diffId: `sha256:${diffId.digest('hex')}` })
    expect(outcome).toMatchObject({ failure: null, files: 1_000_000 })
    expect(outcome.peakBytes).toBeLessThan(2 * GIB)
  })

  test('ten megabytes in one PAX header are refused', async () => {
    const tar = await new LayerBuilder()
      .raw(paxHeader([['comment', 'x'.repeat(10 * MIB)]]))
      .file('a')
      .build()
    await expectFailure(inspectSpec(scratch, { layers: [{ tar }] }), ExitCode.broken, /--max-header-size/)
  })

  test('ten megabytes of global PAX records are refused, however many headers they stand in', async () => {
    const builder = new LayerBuilder()
    for (let index = 0; index < 100; index++) {
      builder.raw(paxHeader([[`SCHILY.xattr.user.${index}`, 'x'.repeat(MIB / 10)]], 'g'))
    }
    const tar = await builder.file('a').build()
    await expectFailure(inspectSpec(scratch, { layers: [{ tar }] }), ExitCode.broken, /--max-header-size/)
  })

  test('ten megabytes of small PAX headers are read', async () => {
    const builder = new LayerBuilder()
    for (let index = 0; index < 10_000; index++) {
      builder
        .raw(
          paxHeader([
            ['path', `file-${index}`],
            ['comment', 'x'.repeat(500)],
          ]),
        )
        .raw(member({ name: 'x' }))
    }
    const document = await inspectSpec(scratch, { layers: [{ tar: await builder.build() }] })
    expect(document.filesystem.files).toBe(10_000)
  })
})

describe('manifests', () => {
  test.each(['manifest', 'config', 'index'])('a %s of 100 MB is refused', async (what) => {
    const layout = new LayoutBuilder(freshDirectory())
    const padding = ' '.repeat(100 * MIB)
    const tar = await new LayerBuilder().file('a').build()
    const image = layout.image({ layers: [{ tar }] })
    const manifest = JSON.parse(layout.read(image.digest).toString())
    const padded = (digest: string, mediaType: string): WrittenDescriptor =>
      layout.blob(Buffer.concat([layout.read(digest), Buffer.from(padding)]), mediaType)
    if (what === 'manifest') layout.writeIndex([padded(image.digest, image.mediaType)])
    else if (what === 'config') {
      const config = padded(manifest.config.digest, manifest.config.mediaType)
      layout.writeIndex([layout.json({ ...manifest, config }, image.mediaType)])
    } else {
      const index = layout.nestedIndex([image])
      layout.writeIndex([padded(index.digest, index.mediaType)])
    }
    const { failure, peakBytes } = await inspectInChild(`oci:${layout.directory}`)
    expect(failure).toEqual({ exitCode: ExitCode.broken, message: expect.stringMatching(/--max-manifest-size/) })
    expect(peakBytes).toBeLessThan(USUAL_BYTES)
  })

  test('an index.json of 100 MB is refused', async () => {
    const layout = new LayoutBuilder(freshDirectory())
    const many = {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 1,
    }
    layout.writeIndex(Array.from({ length: 700_000 }, () => many))
    const { failure, peakBytes } = await inspectInChild(`oci:${layout.directory}`)
    expect(failure).toEqual({ exitCode: ExitCode.broken, message: expect.stringMatching(/--max-manifest-size/) })
    expect(peakBytes).toBeLessThan(USUAL_BYTES)
  })

  test('an index that contains itself is refused', async () => {
    const layout = new LayoutBuilder(freshDirectory())
    const index = layout.nestedIndex([])
    // no index can hold its own digest, but a blob can stand under any name, with the size to match
    const body = (size: number): Buffer =>
      Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: index.mediaType, manifests: [{ ...index, size }] }))
    const size = body(body(100).length).length
    layout.overwrite(index.digest, body(size))
    layout.writeIndex([tagged({ ...index, size }, 'latest')])
    await expectFailure(inspectLayout(layout), ExitCode.broken, /sha256:/)
  })

  test('indexes that are nested a hundred deep are refused', async () => {
    const layout = new LayoutBuilder(freshDirectory())
    let inner = layout.image({ layers: [{ tar: await new LayerBuilder().file('a').build() }] })
    for (let depth = 0; depth < 100; depth++) inner = layout.nestedIndex([inner])
    layout.writeIndex([inner])
    await expectFailure(inspectLayout(layout), ExitCode.broken, /index/)
  })

  test('an index nested once, beside an attestation, is read', async () => {
    const layout = new LayoutBuilder(freshDirectory())
    const platform = { os: 'linux', architecture: 'amd64' }
    const image = layout.image({ layers: [{ tar: await new LayerBuilder().file('a').build() }] })
    layout.writeIndex([tagged(layout.nestedIndex([{ ...image, platform }, layout.attestation(image)]), 'latest')])
    expect((await inspectLayout(layout)).digest).toBe(image.digest)
  })
})

describe('large databases', () => {
  test('a dpkg database of 500 MB becomes a warning, and the rest stands', { timeout: 120_000 }, async () => {
    const size = 500 * MIB
    const stanza = 'Package: a\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n\n'
    const megabyte = Buffer.alloc(MIB, stanza)
    const parts = [headerBlock({ name: 'var/lib/dpkg/status', size }), ...Array.from({ length: 500 }, () => megabyte)]
    parts.push(member({ name: 'kept' }, 'x'), endOfArchive())
    const diffId = createHash('sha256')
    for (const part of parts) diffId.update(part)
    const packed = gzipSync(megabyte)
    const blob = Buffer.concat(parts.map((part) => (part === megabyte ? packed : gzipSync(part))))
    const outcome = await inspectLayer({ tar: new Uint8Array(0), blob, diffId: `sha256:${diffId.digest('hex')}` })
    expect(outcome).toMatchObject({
      failure: null,
      files: 2,
      warnings: [expect.stringContaining('/var/lib/dpkg/status')],
    })
    expect(outcome.peakBytes).toBeLessThan(USUAL_BYTES)
  })
})
