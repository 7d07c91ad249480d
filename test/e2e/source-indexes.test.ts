import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { compress } from '../../fixtures/compress.ts'
import { ociArchive } from '../../fixtures/image-archive.ts'
import {
  type ImageSpec,
  LayoutBuilder,
  tagged,
  type WrittenDescriptor,
  writeLayout,
} from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { ExitCode, type InspectDocument, inspectImage } from '../../src/index.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { startDockerRegistry } from './support/docker-registry.ts'
import { startFaultyRegistry } from './support/faulty-registry.ts'
import { skopeoPush } from './support/skopeo.ts'

const scratch = temporaryDirectory()

function inspect(reference: string, platform: string): Promise<InspectDocument> {
  return inspectImage(reference, { platform, cache: false, env: { HOME: '/nonexistent' } })
}

function freshLayout(): LayoutBuilder {
  return new LayoutBuilder(mkdtempSync(join(scratch, 'layout-')))
}

/** A place that an image was put into. */
interface Place extends AsyncDisposable {
  readonly reference: string
}

/** Every source that has indexes, and what puts the image `latest` of a layout there. */
const PLACES: Readonly<Record<string, (layout: LayoutBuilder, context: TestContext) => Promise<Place>>> = {
  'an OCI layout': async ({ directory }) => ({ reference: `oci:${directory}`, async [Symbol.asyncDispose]() {} }),
  'an OCI archive': async (layout) => {
    const path = join(mkdtempSync(join(scratch, 'archive-')), 'image.tar.gz')
    writeFileSync(path, compress(await ociArchive(layout), 'gzip'))
    return { reference: `oci-archive:${path}`, async [Symbol.asyncDispose]() {} }
  },
  'a registry of this process': async ({ directory }) => {
    const registry = await startFaultyRegistry(directory)
    return { ...registry, reference: `${registry.host}/test/image` }
  },
  'a docker-registry': async ({ directory }, context) => {
    for (const program of ['docker-registry', 'skopeo']) needProgram(context, program)
    const registry = await startDockerRegistry()
    const reference = `${registry.host}/test/image`
    await skopeoPush(directory, reference, '--all', '--preserve-digests')
    return { ...registry, reference }
  },
}

interface PlatformImage {
  readonly spec: ImageSpec
  readonly platform: { readonly os: 'linux'; readonly architecture: string; readonly variant?: string }
}

/** Images of one name for three platforms, no two with the same files. */
async function platformImages(): Promise<Readonly<Record<string, PlatformImage>>> {
  const images: Record<string, PlatformImage> = {}
  for (const name of ['linux/amd64', 'linux/arm64', 'linux/arm/v7']) {
    const [, architecture = '', variant] = name.split('/')
    const tar = await new LayerBuilder().file(`etc/${architecture}`, name).build()
    const spec = { layers: [{ tar, packing: 'zstd' as const }], architecture, fields: variant ? { variant } : {} }
    images[name] = { spec, platform: { os: 'linux', architecture, ...(variant && { variant }) } }
  }
  return images
}

/** A layout's index: the images, with an attestation of each; `nested` puts all but the first into an index of their own. */
function writePlatforms(layout: LayoutBuilder, images: readonly PlatformImage[], nested: boolean): void {
  const entries = images.map(({ spec, platform }): WrittenDescriptor[] => {
    const image = layout.image(spec)
    return [{ ...image, platform }, layout.attestation(image)]
  })
  const [first = [], ...others] = entries
  const rest = nested ? [layout.nestedIndex(others.flat())] : others.flat()
  layout.writeIndex([tagged(layout.nestedIndex([...rest, ...first]), 'latest')])
}

describe.for(Object.entries(PLACES))('an index in %s', ([name, put]) => {
  // skopeo copies no index that lists another
  const shapes = name === 'a docker-registry' ? ['flat'] : ['flat', 'nested']

  test.for(shapes)(
    'gives each platform the image that a layout of it alone gives, but for reference and source; attestations are no images (%s)',
    async (shape, context) => {
      const images = await platformImages()
      const layout = freshLayout()
      writePlatforms(layout, Object.values(images), shape === 'nested')
      await using place = await put(layout, context)
      for (const [platform, { spec }] of Object.entries(images)) {
        const { reference, source, ...alone } = await inspect(
          `oci:${writeLayout(freshLayout().directory, spec).directory}`,
          platform,
        )
        expect(await inspect(place.reference, platform)).toMatchObject(alone)
      }
      const missing = /linux\/s390x.*: linux\/amd64, linux\/arm\/v7, linux\/arm64\.$/
      await expectFailure(inspect(place.reference, 'linux/s390x'), ExitCode.unavailable, missing)
    },
  )
})

describe.for(Object.entries(PLACES).filter(([name]) => name !== 'a docker-registry'))(
  'a foreign layer in %s',
  ([, put]) => {
    test('becomes a warning that names where it is, and the other layers stand', async (context) => {
      const ours = await new LayerBuilder().file('etc/os-release', 'ID=ours\n').build()
      const theirs = await new LayerBuilder().file('windows/system32/ntdll.dll', 'theirs').build()
      const descriptor = {
        mediaType: 'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
        urls: ['https://elsewhere.invalid/layer'],
      }
      const layout = freshLayout()
      const image = layout.image({ layers: [{ tar: theirs, absent: true, descriptor }, { tar: ours }] })
      layout.writeIndex([tagged(image, 'latest')])
      await using place = await put(layout, context)
      const document = await inspect(place.reference, 'linux/amd64')
      expect(document).toMatchObject({
        digest: image.digest,
        os: { id: 'ours' },
        filesystem: { files: 1 },
        layers: [{ files: 0, tarBytes: 0, mediaType: descriptor.mediaType }, { files: 1 }],
      })
      expect(document.warnings).toEqual([
        expect.stringMatching(/^Layer 0 .*foreign.* https:\/\/elsewhere\.invalid\/layer\.$/),
      ])
    })
  },
)
