import { describe, expect, test } from 'vitest'
import { tagged } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { BrokenImageError, UnavailableError } from '../../src/errors.ts'
import { pull, pullFailure } from './support/pull.ts'
import { startRegistryWithSample } from './support/registry-and-sample.ts'
import type { SampleImage } from './support/sample-image.ts'
import { skopeoPush } from './support/skopeo.ts'

const layersOf = ({ layers }: SampleImage): string[] => layers.map(({ digest }) => digest)

describe('a docker-registry that is open to all', () => {
  test('gives an image that skopeo pushed, by tag and by digest', async (context) => {
    await using registry = await startRegistryWithSample(context)
    const { manifest } = registry.sample
    await skopeoPush(registry.path, `${registry.host}/test/image:1.0`)
    for (const name of [':1.0', `@${manifest.digest}`, `:whatever@${manifest.digest}`]) {
      expect(await pull(`${registry.host}/test/image${name}`)).toEqual({
        digest: manifest.digest,
        mediaType: manifest.mediaType,
        layers: layersOf(registry.sample),
      })
    }
  })

  test("gives an image in Docker's format", async (context) => {
    await using registry = await startRegistryWithSample(context)
    await skopeoPush(registry.path, `${registry.host}/test/image`, '--format', 'v2s2')
    expect(await pull(`${registry.host}/test/image`)).toMatchObject({
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      layers: layersOf(registry.sample),
    })
  })

  test('refuses a schema 1 manifest with a sentence that says so', async (context) => {
    await using registry = await startRegistryWithSample(context)
    await skopeoPush(registry.path, `${registry.host}/test/image`, '--format', 'v2s1')
    const error = await pullFailure(`${registry.host}/test/image`)
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(error.message).toMatch(/schema 1 manifest/)
  })

  test('gives the image for the platform, and lists those there are where there is none for it', async (context) => {
    await using registry = await startRegistryWithSample(context)
    const { layout, manifest } = registry.sample
    const tar = await new LayerBuilder().file('arm', 'arm').build()
    const arm = layout.image({ layers: [{ tar }], architecture: 'arm64' })
    const index = layout.nestedIndex([
      { ...manifest, platform: { os: 'linux', architecture: 'amd64' } },
      { ...arm, platform: { os: 'linux', architecture: 'arm64' } },
      layout.attestation(manifest),
    ])
    layout.writeIndex([tagged(index, 'latest')])
    await skopeoPush(registry.path, `${registry.host}/test/image`, '--all')

    const name = `${registry.host}/test/image`
    expect((await pull(name)).digest).toBe(manifest.digest)
    expect((await pull(name, { platform: 'linux/arm64' })).digest).toBe(arm.digest)
    const error = await pullFailure(name, { platform: 'linux/s390x' })
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/linux\/amd64, linux\/arm64/)
    expect(error.message).not.toMatch(/unknown/)
  })

  test('has no such tag or repository: the error names it', async (context) => {
    await using registry = await startRegistryWithSample(context)
    await skopeoPush(registry.path, `${registry.host}/test/image:1.0`)
    for (const name of ['test/image:2.0', 'test/other:1.0']) {
      const error = await pullFailure(`${registry.host}/${name}`)
      expect(error).toBeInstanceOf(UnavailableError)
      expect(error.message).toContain(`${registry.host} has no image ${name}`)
    }
  })
})
