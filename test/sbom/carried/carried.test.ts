import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { LayoutBuilder, tagged, type WrittenDescriptor } from '../../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { BrokenImageError, NotFoundError } from '../../../src/errors.ts'
import {
  type CarriedSbomsDocument,
  carriedSbomsDocument,
  type Image,
  type ImageInventory,
  streamCarriedSbom,
  withImage,
} from '../../../src/index.ts'
import { renderCarriedSbomsPage } from '../../../src/report/carried-sboms-page.ts'
import { schemaErrors } from '../../support/published-schema.ts'
import { attach, BUNDLE, bundle, CYCLONEDX, ENVELOPE, envelope, SPDX, STATEMENT } from '../../support/referrers.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const SPDX_TYPE = 'https://spdx.dev/Document'
const scratch = temporaryDirectory()
const options = { platform: 'linux/amd64', cache: false, env: {} }
let tar: Buffer
let serial = 0

beforeAll(async () => {
  tar = await new LayerBuilder()
    .file('var/lib/db/sbom/\u001b[2Jevil.spdx.json', '{}')
    .file('var/lib/db/sbom/musl.spdx.json', SPDX)
    .build()
})

/** A layout with an image that has two SBOMs among its files, and whatever is attached to it. */
function write(attachTo: (layout: LayoutBuilder, image: WrittenDescriptor) => readonly WrittenDescriptor[]): string {
  const layout = new LayoutBuilder(join(scratch, `layout-${serial++}`))
  const image = layout.image({ layers: [{ tar }] })
  layout.writeIndex([tagged(image, 'latest'), ...attachTo(layout, image)])
  return `oci:${layout.directory}:latest`
}

function documentOf(reference: string): Promise<CarriedSbomsDocument> {
  return withImage(reference, options, async (inventory, image) => {
    return { ...carriedSbomsDocument(inventory, await image.referrers()), reference: 'oci:image' }
  })
}

async function print(inventory: ImageInventory, image: Image, name: string): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of streamCarriedSbom(inventory, image, name)) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString()
}

function printFrom(reference: string, name: string): Promise<string> {
  return withImage(reference, options, (inventory, image) => print(inventory, image, name))
}

/** What is printed of an SBOM that is attached in this form. */
function printAttached(content: object | string, mediaType: string): Promise<string> {
  const documents = [{ content, mediaType, annotations: { predicateType: SPDX_TYPE } }]
  const reference = write((layout, subject) => [attach(layout, { subject, documents })])
  return withImage(reference, options, async (inventory, image) => {
    const [attached] = await image.referrers()
    return print(inventory, image, attached!.digest)
  })
}

/** The same with nothing attached. */
function plain(): string {
  return write(() => [])
}

const withAll = (): string =>
  write((layout, subject) => {
    const title = { 'org.opencontainers.image.title': 'app\u202e.cdx.json' }
    return [
      attach(layout, {
        subject,
        documents: [{ content: CYCLONEDX, mediaType: 'application/json', annotations: title }],
      }),
      attach(layout, {
        subject,
        artifactType: 'application/vnd.cncf.notary.signature',
        documents: [{ content: 'x', mediaType: 'application/cose' }],
      }),
      attach(layout, { subject, artifactType: 'doc/example', documents: [{ content: 'y', mediaType: 'text/plain' }] }),
    ]
  })

describe('the list of SBOMs that an image carries', () => {
  test('is what the published JSON schema describes', async () => {
    const document = await documentOf(withAll())
    expect(schemaErrors('carried-sboms', document)).toEqual([])
    expect(document.sboms.map(({ found }) => found)).toEqual(['file', 'file', 'layout'])
    expect(document.others).toEqual({ provenance: 0, signature: 1, other: 1 })
    expect(schemaErrors('carried-sboms', { ...document, sboms: [{ ...document.sboms[0], found: 'x' }] })).not.toEqual(
      [],
    )
  })

  test('fits a terminal, and gives it nothing to act on', async () => {
    expect(renderCarriedSbomsPage(await documentOf(withAll()), { color: false })).toBe(
      [
        '    Size  Format          Found          Name',
        '     2 B  spdx-json       layer 0, apko  /var/lib/db/sbom/\\x1b[2Jevil.spdx.json',
        '    73 B  spdx-json       layer 0, apko  /var/lib/db/sbom/musl.spdx.json',
        '    66 B  cyclonedx-json  referrer       sha256:0f12708bb4ab (app\\u{202e}.cdx.json)',
        '',
        '  3 SBOMs',
        '  Also beside the image: 1 signature, 1 other document',
        '',
      ].join('\n'),
    )
  })

  test('may be empty', async () => {
    const layout = new LayoutBuilder(join(scratch, 'empty'))
    layout.writeIndex([layout.image({ layers: [{ tar: await new LayerBuilder().file('a').build() }] })])
    const page = renderCarriedSbomsPage(await documentOf(`oci:${layout.directory}`), { color: false })
    expect(page).toBe('  No SBOM, neither in the image nor beside it.\n')
  })
})

describe('an SBOM that an image carries is printed to the byte:', () => {
  test('a file', async () => {
    expect(await printFrom(plain(), 'musl.spdx.json')).toBe(SPDX)
  })

  test('a document of its own', async () => {
    expect(await printAttached(SPDX, 'application/spdx+json')).toBe(SPDX)
  })

  const inside = (predicate: string): string => `{"predicate":${predicate},"predicateType":"${SPDX_TYPE}"}`
  const sealed = (predicate: string): object => envelope(Buffer.from(inside(predicate)))

  test.each([
    ['a statement', inside(SPDX), STATEMENT],
    ['an envelope', sealed(SPDX), ENVELOPE],
    ['a bundle', bundle({ dsseEnvelope: sealed(SPDX) }), BUNDLE],
    ["an envelope of cosign's before 2.0", sealed(`{"Data": ${SPDX}, "Timestamp": ""}`), ENVELOPE],
  ])('what is attested in %s', async (_, content, mediaType) => {
    expect(await printAttached(content, mediaType)).toBe(SPDX.trim())
  })

  const TAGS = 'SPDXVersion: SPDX-2.3\nPackageName: "ä"\n'

  test.each([
    ['as it is', JSON.stringify(TAGS)],
    ['as cosign before 2.0 wrapped it', JSON.stringify({ Data: TAGS, Timestamp: '' })],
  ])('a document that is not JSON, attested %s', async (_, predicate) => {
    expect(await printAttached(sealed(predicate), ENVELOPE)).toBe(TAGS)
  })
})

describe('an SBOM that cannot be printed', () => {
  test('is none of the image', async () => {
    await expect(printFrom(plain(), 'x')).rejects.toThrow(NotFoundError)
    await expect(printFrom(plain(), '/etc/passwd')).rejects.toThrow(NotFoundError)
  })

  test('is no attestation although it is said to be', async () => {
    await expect(printAttached('x', ENVELOPE)).rejects.toThrow(BrokenImageError)
  })
})

test('a path is printed without a look at what is beside the image', async () => {
  await withImage(plain(), options, async (inventory) => {
    const referrers = (): Promise<never> => Promise.reject(new Error('asked for'))
    const pieces = streamCarriedSbom(inventory, { referrers }, '/var/lib/db/sbom/musl.spdx.json')
    expect(String((await pieces.next()).value)).toBe(SPDX)
    await expect(streamCarriedSbom(inventory, { referrers }, 'musl').next()).rejects.toThrow('asked for')
  })
})
