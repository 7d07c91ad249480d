import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { compress } from '../../fixtures/compress.ts'
import { dockerArchive, ociArchive } from '../../fixtures/image-archive.ts'
import { LayoutBuilder, tagged, type WrittenDescriptor } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { BrokenImageError, LimitError, UnavailableError } from '../../src/errors.ts'
import type { Referrer } from '../../src/sources/referrer.ts'
import { open } from '../support/read-image.ts'
import {
  attach,
  BUNDLE,
  bundle,
  CYCLONEDX,
  ENVELOPE,
  envelope,
  SPDX,
  STATEMENT,
  statement,
} from '../support/referrers.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'

const temporary = temporaryDirectory()
const SPDX_TYPE = 'https://spdx.dev/Document'
const CYCLONEDX_TYPE = 'https://cyclonedx.org/bom'
const SLSA_TYPE = 'https://slsa.dev/provenance/v1'
let serial = 0
let tar: Buffer

beforeAll(async () => {
  tar = await new LayerBuilder().file('hello', 'Hello.\n').build()
})

/** A layout with one image, which no index lists yet. */
function setUp(): { layout: LayoutBuilder; image: WrittenDescriptor; another: WrittenDescriptor } {
  const layout = new LayoutBuilder(join(temporary, `layout-${serial++}`))
  const image = layout.image({ layers: [{ tar }] })
  return { layout, image, another: layout.image({ layers: [{ tar }], config: { User: '7' } }) }
}

type Limits = Parameters<typeof open>[1]

async function referrersOf(layout: LayoutBuilder, options?: Limits, tag = 'latest'): Promise<readonly Referrer[]> {
  return (await open(`oci:${layout.directory}:${tag}`, options)).referrers()
}

function spdx(subject: WrittenDescriptor | null) {
  return {
    subject,
    artifactType: 'application/spdx+json',
    documents: [{ content: SPDX, mediaType: 'application/spdx+json' }],
  }
}

describe('attestations that BuildKit puts beside an image in its index', () => {
  test('are found for the platform that was chosen, each document for itself', async () => {
    const { layout, image, another } = setUp()
    const attested = (to: WrittenDescriptor, name: string): WrittenDescriptor => {
      const types = [SPDX_TYPE, SLSA_TYPE, 'https://example.org/other']
      const documents = types.map((type) => ({
        content: statement(type, { name }),
        mediaType: STATEMENT,
        annotations: { 'in-toto.io/predicate-type': type },
      }))
      const annotations = {
        'vnd.docker.reference.type': 'attestation-manifest',
        'vnd.docker.reference.digest': to.digest,
      }
      return { ...attach(layout, { subject: null, documents }), annotations }
    }
    const index = layout.nestedIndex([
      { ...image, platform: { os: 'linux', architecture: 'amd64' } },
      { ...another, platform: { os: 'linux', architecture: 'arm64' } },
      { ...attested(image, 'one'), platform: { os: 'unknown', architecture: 'unknown' } },
      { ...attested(another, 'two'), platform: { os: 'unknown', architecture: 'unknown' } },
    ])
    layout.writeIndex([tagged(layout.nestedIndex([index]), 'latest')])
    const found = await referrersOf(layout, { platform: 'linux/arm64' })
    expect(found.map(({ kind }) => kind).sort()).toEqual(['other', 'provenance', 'sbom'])
    const common = { found: 'index', subject: another.digest, mediaType: STATEMENT, title: null }
    const sbom = found.find(({ kind }) => kind === 'sbom')!
    expect(sbom).toMatchObject({ ...common, format: 'spdx-json', type: SPDX_TYPE })
    expect(JSON.parse(String(await sbom.read()))).toMatchObject({ predicate: { name: 'two' } })
  })

  test('that the copy does not have are not found', async () => {
    const { layout, image } = setUp()
    const attestation = layout.attestation(image)
    rmSync(layout.pathOf(attestation.digest))
    layout.writeIndex([tagged(layout.nestedIndex([image, attestation]), 'latest')])
    expect(await referrersOf(layout)).toEqual([])
  })
})

describe('manifests whose subject is the image, listed in a layout', () => {
  test('are found in its index and in indexes within it, and those about something else are not', async () => {
    const { layout, image, another } = setUp()
    const own = attach(layout, spdx(image))
    const nested = attach(layout, {
      ...spdx(image),
      documents: [{ content: CYCLONEDX, mediaType: 'application/vnd.cyclonedx+json' }],
    })
    const foreign = attach(layout, { ...spdx(another), annotations: { about: 'another' } })
    layout.writeIndex([tagged(image, 'latest'), tagged(another, 'other'), own, layout.nestedIndex([nested]), foreign])
    const found = await referrersOf(layout)
    expect(found.map(({ format, found, subject }) => [format, found, subject]).sort()).toEqual([
      ['cyclonedx-json', 'layout', image.digest],
      ['spdx-json', 'layout', image.digest],
    ])
    expect(await referrersOf(layout, {}, 'other')).toMatchObject([{ subject: another.digest }])
  })

  test('may be about the index that lists the image', async () => {
    const { layout, image } = setUp()
    const index = layout.nestedIndex([{ ...image, platform: { os: 'linux', architecture: 'amd64' } }])
    layout.writeIndex([tagged(index, 'latest'), attach(layout, spdx(index))])
    expect(await referrersOf(layout, { platform: 'linux/amd64' })).toMatchObject([{ subject: index.digest }])
  })

  test('do not keep the one image from being found without a tag', async () => {
    const { layout, image } = setUp()
    const tags = layout.nestedIndex([attach(layout, spdx(image))])
    layout.writeIndex([image, attach(layout, spdx(image)), tagged(tags, image.digest.replace(':', '-'))])
    const opened = await open(`oci:${layout.directory}`)
    expect(opened.descriptor?.digest).toBe(image.digest)
    expect(await opened.referrers()).toHaveLength(1)
  })

  test.each(['sig', 'att', 'sbom'])("are not needed under cosign's tag .%s", async (suffix) => {
    const { layout, image, another } = setUp()
    const about = (digest: string): string => `${digest.replace(':', '-')}.${suffix}`
    const ours = attach(layout, { subject: null, documents: [{ content: SPDX, mediaType: 'text/spdx+json' }] })
    const theirs = attach(layout, { subject: null, documents: [{ content: CYCLONEDX, mediaType: 'text/spdx+json' }] })
    layout.writeIndex([
      tagged(image, 'latest'),
      tagged(ours, about(image.digest)),
      { ...theirs, annotations: { 'io.containerd.image.name': `example.org/x:${about(another.digest)}` } },
    ])
    expect(await referrersOf(layout)).toMatchObject([
      { found: 'cosign-tag', subject: image.digest, format: 'spdx-json' },
    ])
  })
})

describe('an archive', () => {
  /** A layout with an image, an attestation beside it, and an SBOM about it. */
  function packed(): { layout: LayoutBuilder; layer: string; config: string } {
    const { layout } = setUp()
    const image = layout.image({ layers: [{ tar, packing: 'none' }] })
    layout.writeIndex([layout.nestedIndex([image, layout.attestation(image)]), attach(layout, spdx(image))])
    const { config, layers } = JSON.parse(String(layout.read(image.digest)))
    return { layout, config: config.digest, layer: layers[0].digest }
  }

  function save(bytes: Uint8Array): string {
    const path = join(temporary, `archive-${serial++}.tar`)
    writeFileSync(path, bytes)
    return path
  }

  const expected = [
    ['index', 'other'],
    ['layout', 'sbom'],
  ]

  test.each(['none', 'gzip'] as const)('of a layout has what the layout has (compression: %s)', async (packing) => {
    const path = save(compress(await ociArchive(packed().layout), packing))
    const found = await (await open(`oci-archive:${path}`)).referrers()
    expect(found.map(({ found, kind }) => [found, kind]).sort()).toEqual(expected)
    expect(String(await found.find(({ kind }) => kind === 'sbom')!.read())).toBe(SPDX)
  })

  test('of docker save has it too, where it is a layout', async () => {
    const { layout, config, layer } = packed()
    const nameOf = (digest: string): string => `blobs/${digest.replace(':', '/')}`
    const manifest = [{ Config: nameOf(config), RepoTags: null, Layers: [nameOf(layer)] }]
    writeFileSync(join(layout.directory, 'manifest.json'), JSON.stringify(manifest))
    const found = await (await open(`docker-archive:${save(await ociArchive(layout))}`)).referrers()
    expect(found.map(({ found, kind }) => [found, kind]).sort()).toEqual(expected)
  })

  test('of docker save has nothing, where it is none', async () => {
    const path = save(await dockerArchive({ layers: [{ tar }] }, 'image:latest'))
    expect(await (await open(`docker-archive:${path}`)).referrers()).toEqual([])
  })
})

describe('a document beside an image', () => {
  const simplesigning = 'application/vnd.dev.cosign.simplesigning.v1+json'
  const notation = 'application/vnd.cncf.notary.signature'
  const sigstore = (content: object, annotations?: Record<string, string>) => ({
    artifactType: BUNDLE,
    ...(annotations && { annotations }),
    documents: [{ content, mediaType: BUNDLE }],
  })
  const sealed = (type: string): object => bundle({ dsseEnvelope: envelope(statement(type, {})) })
  const signed = bundle({ messageSignature: { signature: 'MEUC' } })
  const file = (title: string, mediaType = 'application/json') => ({
    artifactType: 'application/vnd.unknown.artifact.v1',
    documents: [{ content: CYCLONEDX, mediaType, annotations: { 'org.opencontainers.image.title': title } }],
  })

  test.each([
    ['cosign sign', { documents: [{ content: {}, mediaType: simplesigning }] }, 'signature', null, simplesigning],
    [
      'notation sign',
      { artifactType: notation, documents: [{ content: {}, mediaType: 'application/jose+json' }] },
      'signature',
      null,
      notation,
    ],
    ['cosign sign, in a bundle', sigstore(sealed('https://sigstore.dev/cosign/sign/v1')), 'signature', null],
    ['a bundle with a signature', sigstore(signed), 'signature', null, BUNDLE],
    [
      'a bundle that is said to be a signature',
      sigstore(signed, { 'dev.sigstore.bundle.content': 'message-signature' }),
      'signature',
      null,
    ],
    [
      'cosign attest',
      { documents: [{ content: envelope(statement(CYCLONEDX_TYPE, {})), mediaType: ENVELOPE }] },
      'sbom',
      'cyclonedx-json',
      CYCLONEDX_TYPE,
    ],
    [
      'cosign attest, where the type is stated',
      { documents: [{ content: {}, mediaType: ENVELOPE, annotations: { predicateType: SPDX_TYPE } }] },
      'sbom',
      'spdx-json',
    ],
    ['cosign attest, in a bundle', sigstore(sealed(SPDX_TYPE)), 'sbom', 'spdx-json', SPDX_TYPE],
    ['actions/attest', sigstore({}, { 'dev.sigstore.bundle.predicateType': SLSA_TYPE }), 'provenance', null, SLSA_TYPE],
    ['cosign attach sbom', { documents: [{ content: SPDX, mediaType: 'text/spdx' }] }, 'sbom', 'spdx-tag'],
    [
      'oras attach, by its artifact type',
      { artifactType: 'sbom/example', documents: [{ content: '', mediaType: 'a/b' }] },
      'sbom',
      null,
    ],
    [
      "oras attach, by its file's name",
      file('out/app.cdx.json'),
      'sbom',
      'cyclonedx-json',
      'application/vnd.unknown.artifact.v1',
    ],
    ['oras attach, by both', { ...file('app.spdx'), artifactType: 'sbom/example' }, 'sbom', 'spdx-tag', 'sbom/example'],
    ['some other file', file('README.md', 'text/plain'), 'other', null, 'application/vnd.unknown.artifact.v1'],
    [
      'an attestation of something else',
      sigstore(sealed('https://openvex.dev/ns')),
      'other',
      null,
      'https://openvex.dev/ns',
    ],
    [
      'what is no attestation after all',
      { documents: [{ content: 'x', mediaType: ENVELOPE }] },
      'other',
      null,
      ENVELOPE,
    ],
  ])('of %s is recognised', async (_, attachment, kind, format, type = expect.any(String)) => {
    const { layout, image } = setUp()
    layout.writeIndex([tagged(image, 'latest'), attach(layout, { subject: image, ...attachment })])
    expect(await referrersOf(layout)).toMatchObject([{ kind, format, type }])
  })

  test('is given to the byte, and found once however often it is listed', async () => {
    const { layout, image } = setUp()
    const descriptor = attach(layout, spdx(image))
    const tag = tagged(descriptor, `${image.digest.replace(':', '-')}.sbom`)
    layout.writeIndex([tagged(image, 'latest'), descriptor, tag, layout.nestedIndex([descriptor])])
    const found = await referrersOf(layout)
    expect(found).toMatchObject([{ found: 'cosign-tag' }])
    expect(String(await found[0]!.read())).toBe(SPDX)
  })

  test('that was altered is refused', async () => {
    const { layout, image } = setUp()
    layout.writeIndex([tagged(image, 'latest'), attach(layout, spdx(image))])
    const [found] = await referrersOf(layout)
    layout.overwrite(found!.digest, Buffer.from(SPDX.replace('ä', 'ö')))
    await expect(found!.read()).rejects.toThrow(BrokenImageError)
    layout.overwrite(found!.digest, Buffer.alloc(3_000_000))
    await expect(found!.read()).rejects.toThrow(BrokenImageError)
    rmSync(layout.pathOf(found!.digest))
    await expect(found!.read()).rejects.toThrow(UnavailableError)
  })

  test('is refused with its manifest, where that was altered', async () => {
    const { layout, image } = setUp()
    const descriptor = attach(layout, spdx(image))
    layout.writeIndex([tagged(image, 'latest'), descriptor])
    const text = String(layout.read(descriptor.digest))
    layout.overwrite(descriptor.digest, Buffer.from(text.replace('spdx', 'xpds')))
    await expect(referrersOf(layout)).rejects.toThrow(BrokenImageError)
  })
})

describe('limits', () => {
  test('hold for the size of a document', async () => {
    const { layout, image } = setUp()
    layout.writeIndex([tagged(image, 'latest'), attach(layout, spdx(image))])
    const [found] = await referrersOf(layout, { limits: { maxReferrerBytes: 10 } })
    await expect(found!.read()).rejects.toThrow(LimitError)
    await expect(found!.read()).rejects.toThrow(/--max-referrer-size/)
  })

  test.each([
    ['manifests', 3, 1],
    ['documents of one manifest', 1, 4],
  ])('hold for the number of %s', async (_, manifests, documents) => {
    const { layout, image } = setUp()
    const content = (i: number) => ({ content: `${i}`, mediaType: 'text/plain' })
    const attached = Array.from({ length: manifests }, (_, i) =>
      attach(layout, { subject: image, documents: Array.from({ length: documents }, (_, j) => content(10 * i + j)) }),
    )
    layout.writeIndex([tagged(image, 'latest'), ...attached])
    expect(await referrersOf(layout)).toHaveLength(manifests * documents)
    const limited = referrersOf(layout, { limits: { maxReferrers: 3 } })
    await expect(limited).rejects.toThrow(LimitError)
    await expect(limited).rejects.toThrow(/--max-referrers/)
  })

  test('hold for indexes that list each other again and again', async () => {
    const { layout, image } = setUp()
    let index = layout.nestedIndex([image])
    for (let depth = 0; depth < 40; depth++) index = layout.nestedIndex([index, index])
    layout.writeIndex([tagged(image, 'latest'), index])
    expect(await referrersOf(layout)).toEqual([])
  })
})

describe('nothing is beside', () => {
  test('a root filesystem', async () => {
    const path = join(temporary, 'rootfs.tar')
    writeFileSync(path, tar)
    expect(await (await open(`rootfs:${path}`)).referrers()).toEqual([])
  })

  test('an image that is alone', async () => {
    const { layout, image } = setUp()
    layout.writeIndex([tagged(image, 'latest')])
    expect(await referrersOf(layout)).toEqual([])
  })
})
