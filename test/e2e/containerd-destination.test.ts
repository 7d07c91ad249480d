import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { LayoutBuilder, writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type LayerCompression, withOpenImages, writeImage } from '../../src/index.ts'
import { contentOf, copied, copyFailure, digestsOf } from '../support/copy.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { noise } from '../support/noise.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { committedLayout, manifestOf } from './support/committed-images.ts'
import { type Containerd, startContainerd } from './support/containerd.ts'

const scratch = temporaryDirectory()
const WEBAPP = `oci:${committedLayout('webapp')}`
const STATIC = `oci:${committedLayout('static')}`
let serial = 0
let tar: Buffer

beforeAll(async () => {
  tar = await new LayerBuilder().file('noise', noise(2 * 1024 * 1024, 'large')).build()
})

function newPath(name: string): string {
  return join(scratch, `${serial++}-${name}`)
}

/** Starts a containerd that ends with the test. */
async function started(context: Parameters<typeof startContainerd>[0]): Promise<Containerd> {
  const containerd = await startContainerd(context)
  onTestFinished(() => containerd[Symbol.asyncDispose]())
  return containerd
}

/** Whatever a namespace holds. */
async function everythingIn({ lines }: Containerd, namespace: string): Promise<Record<string, string[]>> {
  return {
    images: await lines(namespace, 'images', 'ls', '--quiet'),
    content: await lines(namespace, 'content', 'ls', '--quiet'),
    ingests: (await lines(namespace, 'content', 'active')).slice(1), // below the heading
    leases: await lines(namespace, 'leases', 'ls', '--quiet'),
  }
}

describe('an image that is copied to containerd', () => {
  test('is what its own client lists, checks and exports', async (context) => {
    const containerd = await started(context)
    const { env, ctr, lines } = containerd
    const document = await copied(WEBAPP, 'containerd:test/webapp:1.0', { env })
    const name = 'docker.io/test/webapp:1.0'
    expect(document).toMatchObject({ destination: `containerd:default/${name}`, sameManifest: true })
    expect(document.layers.every(({ transfer }) => transfer === 'written')).toBe(true)

    const expected = await digestsOf(WEBAPP)
    const [listed] = await lines('default', 'images', 'ls', `name==${name}`).then((rows) => rows.slice(1))
    expect(listed).toContain(`${name} `)
    expect(listed).toContain(` ${expected.manifest} `)
    expect(listed).toContain(' linux/amd64 ')
    expect(await ctr('default', 'images', 'check')).toContain(`complete (${expected.layers.length + 1}/`)

    await containerd.collectGarbage('default')
    const archive = newPath('exported.tar')
    await ctr('default', 'images', 'export', archive, name)
    expect(await digestsOf(`oci-archive:${archive}`)).toEqual(expected)
    expect(await contentOf(`containerd:${name}`, { env })).toEqual(await contentOf(WEBAPP))
    const { manifest, config, layers } = expected
    expect(await everythingIn(containerd, 'default')).toEqual({
      images: [name],
      content: [manifest, config, ...new Set(layers)].sort(),
      ingests: [],
      leases: [],
    })
  }, 120_000)

  test('is sent once: what containerd has, also for another namespace, it takes from there', async (context) => {
    const { env, lines } = await started(context)
    await copied(WEBAPP, 'containerd:webapp:1.0', { env })
    for (const [namespace, name] of [
      ['default', 'webapp:2.0'],
      ['team', 'webapp:1.0'],
    ] as const) {
      const options = { env: { ...env, CONTAINERD_NAMESPACE: namespace } }
      const { destination, layers } = await copied(WEBAPP, `containerd:${name}`, options)
      expect(destination).toBe(`containerd:${namespace}/docker.io/library/${name}`)
      expect(layers.map(({ transfer }) => transfer)).toEqual(layers.map(() => 'present'))
    }
    expect(await digestsOf('containerd:team/webapp:1.0', { env })).toEqual(await digestsOf(WEBAPP))
    expect(await lines('default', 'images', 'ls', '--quiet')).toEqual([
      'docker.io/library/webapp:1.0',
      'docker.io/library/webapp:2.0',
    ])
  }, 120_000)

  test('takes the name from what had it', async (context) => {
    const containerd = await started(context)
    const { env } = containerd
    await copied(WEBAPP, 'containerd:app:1.0', { env })
    await copied(STATIC, 'containerd:app:1.0', { env })
    await containerd.collectGarbage('default')
    const { manifest, config, layers } = await digestsOf(STATIC)
    expect(await digestsOf('containerd:app:1.0', { env })).toEqual({ manifest, config, layers })
    expect((await everythingIn(containerd, 'default')).content).toEqual([manifest, config, ...layers].sort())
  }, 120_000)

  test("keeps a manifest of Docker's type", async (context) => {
    const { env, lines } = await started(context)
    const layout = new LayoutBuilder(newPath('docker'))
    const { config, layers } = JSON.parse(String(layout.read(layout.image({ layers: [{ tar }] }).digest)))
    const type = 'application/vnd.docker.distribution.manifest.v2+json'
    const manifest = layout.json({ schemaVersion: 2, mediaType: type, config, layers }, type)
    layout.writeIndex([manifest])
    const { digest, mediaType } = await copied(`oci:${layout.directory}`, 'containerd:app:1', { env })
    expect({ digest, mediaType }).toEqual({ digest: manifest.digest, mediaType: type })
    expect((await lines('default', 'images', 'ls'))[1]).toContain(` ${type} ${manifest.digest} `)
  })
})

describe('an image with new layers', () => {
  test.for<LayerCompression>([{ format: 'gzip' }, { format: 'zstd' }])(
    'has them, and outlives a collection of garbage that comes while it is written ($format)',
    { timeout: 120_000 },
    async (compression, context) => {
      const containerd = await started(context)
      const { env } = containerd
      const written = await withOpenImages([{ reference: STATIC }], { env, platform: 'linux/amd64' }, ([base]) =>
        writeImage('containerd:app:1', { env, compression }, async (writer) => {
          const [lowest] = await base!.layers()
          const layers = [await writer.copyLayer(lowest!, base!), await writer.writeLayer(once(tar))]
          await containerd.collectGarbage('default')
          const config = JSON.parse(String(await base!.rawConfig()))
          config.rootfs.diff_ids = layers.map(({ diffId }) => diffId)
          return { config: Buffer.from(JSON.stringify({ ...config, history: [] })), layers }
        }),
      )
      const { digest, layers } = await contentOf('containerd:app:1', { env })
      expect(digest).toBe(written.descriptor.digest)
      expect(layers.map((layer) => layer.compression)).toEqual(['gzip', compression.format])
      expect((await everythingIn(containerd, 'default')).leases).toEqual([])
    },
  )
})

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

describe('nothing is left', () => {
  const nothing = { images: [], content: [], ingests: [], leases: [] }

  test('of an image with a layer that is not what it should be', async (context) => {
    const containerd = await started(context)
    const { env } = containerd
    const layout = writeLayout(newPath('altered'), { layers: [{ tar }] })
    const [layer] = manifestOf(layout.directory).layers
    const altered = layout.read(layer!.digest)
    altered[altered.length - 100]! ^= 1
    layout.overwrite(layer!.digest, altered)
    await expectFailure(copied(`oci:${layout.directory}`, 'containerd:app:1', { env }), 4, /has the digest .* promised/)
    expect(await everythingIn(containerd, 'default')).toEqual(nothing)
  })

  test('of one whose writing was interrupted', async (context) => {
    const containerd = await started(context)
    const { env } = containerd
    const layout = writeLayout(newPath('interrupted'), { layers: [{ tar }] })
    const controller = new AbortController()
    const failure = copied(`oci:${layout.directory}`, 'containerd:app:1', {
      env,
      signal: controller.signal,
      onProgress: ({ kind }) => kind === 'bytes' && controller.abort(),
    })
    await expectFailure(failure, 130, /^Interrupted\.$/)
    expect(await everythingIn(containerd, 'default')).toEqual(nothing)
  })

  test('of one while containerd ends, when the lease that it had is over', async (context) => {
    const { env, kill } = await started(context)
    const layout = writeLayout(newPath('ended'), { layers: [{ tar }] })
    let ending: Promise<void> | undefined
    const failure = copyFailure(`oci:${layout.directory}`, 'containerd:app:1', {
      env,
      onProgress: ({ kind }) => {
        if (kind === 'bytes') ending ??= kill()
      },
    })
    expect((await failure).message).toMatch(
      /^The connection to containerd at .* broke \(.*\); see whether it still runs\.$/,
    )
    await ending
  })
})

test('a name that is a digest is refused', async (context) => {
  const { env } = await started(context)
  const reference = `containerd:app@sha256:${'0'.repeat(64)}`
  await expectFailure(copied(STATIC, reference, { env }), 2, /by its digest, which only the result has; name a tag\.$/)
})
