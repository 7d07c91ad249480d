import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { compress, type Packing } from '../../fixtures/compress.ts'
import { dockerArchive, ociArchive } from '../../fixtures/image-archive.ts'
import { LayoutBuilder, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { oddLayersImage } from '../../fixtures/odd-layers-image.ts'
import { type InspectDocument, inspectImage } from '../../src/index.ts'
import { EMPTY_EXECUTION_CONFIG } from '../../src/oci/config.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { COMMITTED_IMAGES, committedLayout, manifestOf, uncompressedSpec } from './support/committed-images.ts'
import { startDockerRegistry } from './support/docker-registry.ts'
import { runProgram } from './support/run-program.ts'
import { skopeoCopy } from './support/skopeo.ts'

const scratch = temporaryDirectory()

/** What `docker save` is told to save. */
const NAME = 'test/image:1.0'

function inspect(reference: string): Promise<InspectDocument> {
  return inspectImage(reference, { platform: 'linux/amd64', cache: false, env: { HOME: '/nonexistent' } })
}

function freshDirectory(): string {
  return mkdtempSync(join(scratch, 'directory-'))
}

/** Writes an archive, compressed or not; gives its path. */
function archiveFile(archive: Uint8Array, packing: Packing): string {
  const path = join(freshDirectory(), 'archive')
  writeFileSync(path, compress(archive, packing))
  return path
}

/** A layout with one image, tagged `1.0`, whose layers are compressed in every way there is. */
async function everyCompression(): Promise<string> {
  const packings: Packing[] = ['none', 'gzip', 'gzip-members', 'zstd', 'zstd-frames', 'bzip2', 'xz']
  const layers = packings.map(async (packing) => {
    const layer = new LayerBuilder().file(`etc/${packing}`, packing.repeat(1000)).file('etc/last', packing)
    return { tar: await layer.build(), packing, createdBy: `RUN ${packing}` }
  })
  const config = { Cmd: ['/bin/true'], Labels: { name: 'every compression' } }
  return writeLayout(freshDirectory(), { layers: await Promise.all(layers), config }, '1.0').directory
}

interface Sample {
  readonly layout: string
  /** What is known of it by its layout. */
  readonly document: InspectDocument
}

const samples = new Map<string, Promise<Sample>>()

/** An image and its document, made once for all tests. */
function sampleOf(name: SampleName, context: TestContext): Promise<Sample> {
  if (name === 'every compression') for (const program of ['bzip2', 'xz']) needProgram(context, program)
  const sample = samples.get(name) ?? makeSample(name)
  samples.set(name, sample)
  return sample
}

type SampleName = (typeof COMMITTED_IMAGES)[number] | 'every compression'

async function makeSample(name: SampleName): Promise<Sample> {
  const layout = name === 'every compression' ? await everyCompression() : committedLayout(name)
  return { layout, document: await inspect(`oci:${layout}`) }
}

/** The same image in gzipped layers, which is all that skopeo's and umoci's unpacking know. */
async function gzipped(layout: string): Promise<string> {
  return writeLayout(freshDirectory(), await uncompressedSpec(layout), '1.0').directory
}

/** What is known of an image whose layers come uncompressed, and without a manifest. */
function uncompressed(document: InspectDocument): InspectDocument {
  return {
    ...document,
    digest: null,
    mediaType: null,
    size: { ...document.size, compressedBytes: document.size.tarBytes },
    layers: document.layers.map((layer) => ({
      ...layer,
      digest: layer.diffId,
      mediaType: null,
      compression: 'none',
      compressedBytes: layer.tarBytes,
    })),
  }
}

describe.for<SampleName>([...COMMITTED_IMAGES, 'every compression'])('the image "%s" is the same from', (name) => {
  test('a registry, but for reference and source', async (context) => {
    for (const program of ['docker-registry', 'skopeo']) needProgram(context, program)
    const { layout, document } = await sampleOf(name, context)
    await using registry = await startDockerRegistry()
    const reference = `${registry.host}/${NAME}`
    const options = ['--dest-tls-verify=false', '--preserve-digests']
    await skopeoCopy(`oci:${layout}:1.0`, `docker://${reference}`, ...options)
    expect(await inspect(reference)).toEqual({ ...document, reference, source: 'registry' })
  })

  test.for(['none', 'gzip', 'zstd'] as const)(
    'an OCI archive (compression: %s), but for reference and source',
    async (packing, context) => {
      const { layout, document } = await sampleOf(name, context)
      const reference = `oci-archive:${archiveFile(await ociArchive(new LayoutBuilder(layout)), packing)}`
      expect(await inspect(reference)).toEqual({ ...document, reference, source: 'oci-archive' })
    },
  )

  test.for(['none', 'gzip'] as const)(
    "docker save's archive that is an OCI layout too (compression: %s), but for reference and source",
    async (packing, context) => {
      const { layout, document } = await sampleOf(name, context)
      const both = freshDirectory()
      cpSync(layout, both, { recursive: true })
      const { config, layers } = manifestOf(layout)
      const nameOf = ({ digest }: { digest: string }): string => `blobs/${digest.replace(':', '/')}`
      const saved = [{ Config: nameOf(config), RepoTags: [NAME], Layers: layers.map(nameOf) }]
      writeFileSync(join(both, 'manifest.json'), JSON.stringify(saved))
      const reference = `docker-archive:${archiveFile(await ociArchive(new LayoutBuilder(both)), packing)}`
      expect(await inspect(reference)).toEqual({ ...document, reference, source: 'docker-archive' })
    },
  )

  test.for([
    ['old', 'none', 'behind'],
    ['old', 'gzip', 'before'],
    ['new', 'none', 'before'],
    ['new', 'gzip', 'behind'],
  ] as const)(
    "docker save's archive without an OCI manifest, but for what that and compression say " +
      '(style: %s, compression: %s, manifest.json %s what it names)',
    async ([style, packing, place], context) => {
      const manifestFirst = place === 'before'
      const { layout, document } = await sampleOf(name, context)
      const archive = await dockerArchive(await uncompressedSpec(layout), NAME, { style, manifestFirst })
      const reference = `docker-archive:${archiveFile(archive, packing)}`
      expect(await inspect(reference)).toEqual({ ...uncompressed(document), reference, source: 'docker-archive' })
    },
  )

  test("skopeo's docker-archive, but for what an OCI manifest and compression say", async (context) => {
    needProgram(context, 'skopeo')
    const { layout, document } = await sampleOf(name, context)
    const path = join(freshDirectory(), 'archive')
    await skopeoCopy(`oci:${await gzipped(layout)}:1.0`, `docker-archive:${path}:${NAME}`)
    const reference = `docker-archive:${path}:${NAME}`
    expect(await inspect(reference)).toEqual({ ...uncompressed(document), reference, source: 'docker-archive' })
  })
})

/** What is known of an image from its root filesystem alone, but for sizes and layers, which are other ones. */
function withoutConfig({ size: _, layers: __, ...document }: InspectDocument): object {
  return {
    ...document,
    digest: null,
    mediaType: null,
    imageId: null,
    created: null,
    config: EMPTY_EXECUTION_CONFIG,
    packages: document.packages.map((found) => ({ ...found, layer: 0 })),
    binaries: { ...document.binaries, entrypoint: null },
    posture: { ...document.posture, user: '', runsAsRoot: true },
  }
}

async function expectSameRootfs(path: string, document: InspectDocument): Promise<void> {
  const reference = `rootfs:${path}`
  const { size, layers, ...rootfs } = await inspect(reference)
  expect(rootfs).toEqual({ ...withoutConfig(document), reference, source: 'rootfs' })
  const { contentBytes } = document.size
  expect(size).toMatchObject({ contentBytes, layerBytes: contentBytes, reclaimableBytes: 0, efficiency: 1 })
  const { files } = document.filesystem
  expect(layers).toMatchObject([{ index: 0, files, fileBytes: contentBytes, mediaType: null, instruction: null }])
}

describe('a root filesystem shows what its image does, but for the config, layers and their sizes', () => {
  // umoci cannot unpack odd-layers: it puts no directory where a lower layer has a file, unless the layer has an entry for it
  test.for(['webapp', 'static'] as const)('%s, unpacked by umoci', async (name, context) => {
    for (const program of ['umoci', 'tar']) needProgram(context, program)
    const { layout, document } = await sampleOf(name, context)
    const bundle = join(freshDirectory(), 'bundle')
    await runProgram('umoci', 'unpack', '--rootless', '--image', `${await gzipped(layout)}:1.0`, bundle)
    await expectSameRootfs(join(bundle, 'rootfs'), document)
    for (const compression of ['--no-auto-compress', '--gzip']) {
      const tar = join(freshDirectory(), 'rootfs.tar')
      await runProgram('tar', compression, '-C', join(bundle, 'rootfs'), '-cf', tar, '.')
      await expectSameRootfs(tar, document)
    }
  })

  test.for(['none', 'gzip', 'zstd'] as const)('odd entries, in a tar (compression: %s)', async (packing) => {
    const base = (await oddLayersImage()).layers[0]!
    const { directory } = writeLayout(freshDirectory(), { layers: [base] })
    await expectSameRootfs(archiveFile(base.tar, packing), await inspect(`oci:${directory}`))
  })
})
