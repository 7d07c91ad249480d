import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LayoutBuilder, tagged } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type ProgressEvent, readImages, UnavailableError, UsageError, withImages } from '../../src/index.ts'
import { open } from '../support/read-image.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { startFaultyRegistry } from './support/faulty-registry.ts'

const scratch = temporaryDirectory()

/** One tag with an image for each of two platforms, which have their first layer in common. */
async function twoPlatforms() {
  const layout = new LayoutBuilder(mkdtempSync(join(scratch, 'layout-')))
  const shared = await new LayerBuilder().file('etc/motd', 'hello').build()
  const images = []
  for (const architecture of ['amd64', 'arm64']) {
    const own = await new LayerBuilder().file('bin/app', architecture).build()
    const manifest = layout.image({ layers: [{ tar: shared }, { tar: own }], architecture })
    images.push({ ...manifest, platform: { os: 'linux', architecture } })
  }
  const index = layout.nestedIndex([...images, layout.attestation(images[0]!)])
  layout.writeIndex([tagged(index, 'latest')])
  return layout.directory
}

/** A layout whose config promises another layer than there is. */
async function wrongDiffId() {
  const layout = new LayoutBuilder(mkdtempSync(join(scratch, 'layout-')))
  const tar = await new LayerBuilder().file('a', 'a').build()
  layout.writeIndex([tagged(layout.image({ layers: [{ tar, diffId: `sha256:${'0'.repeat(64)}` }] }), 'latest')])
  return layout.directory
}

describe('several images', () => {
  test('are read with each layer fetched once, though nothing is kept on disk', async () => {
    await using registry = await startFaultyRegistry(await twoPlatforms())
    const reference = `${registry.host}/test/image`
    const events: ProgressEvent[] = []
    const requests = [{ reference }, { reference, platform: 'linux/arm64' }, { reference }]
    const options = {
      platform: 'linux/amd64',
      cache: false,
      env: {},
      onProgress: (event: ProgressEvent) => events.push(event),
    }
    const contents = await readImages(requests, options, ({ tree, config }) => [
      config.platform.architecture,
      [...tree.nodes()].map(({ path }) => path),
    ])
    const files = ['/bin', '/bin/app', '/etc', '/etc/motd']
    expect(contents).toEqual([
      ['amd64', files],
      ['arm64', files],
      ['amd64', files],
    ])
    const blobs = registry.requests.map(({ path }) => path).filter((path) => path.includes('/blobs/'))
    const layers = blobs.filter((path, index) => blobs.indexOf(path) === index)
    expect(layers.length).toBe(5) // two configs, three layers
    expect(blobs.length).toBe(6) // the config of an image that is asked for twice is read twice
    expect(events.filter(({ kind }) => kind === 'image')).toEqual([
      { kind: 'image', index: 0, count: 3 },
      { kind: 'image', index: 1, count: 3 },
      { kind: 'image', index: 2, count: 3 },
    ])
  })

  test('stay open while they are used together', async () => {
    const reference = `oci:${await twoPlatforms()}`
    const options = { cache: false, env: {} }
    const requests = [
      { reference, platform: 'linux/amd64' },
      { reference, platform: 'linux/arm64' },
    ]
    const sizes = await withImages(requests, options, async (opened) =>
      Promise.all(
        opened.map(async ({ image }) => {
          let bytes = 0
          for (const layer of await image.layers()) for await (const piece of layer.open()) bytes += piece.length
          return bytes
        }),
      ),
    )
    expect(sizes.every((bytes) => bytes > 0)).toBe(true)
  })

  test('fail together when one of them is not there', async () => {
    const requests = [{ reference: `oci:${await twoPlatforms()}` }, { reference: `oci:${join(scratch, 'nowhere')}` }]
    const options = { platform: 'linux/amd64', cache: false, env: {} }
    await expect(readImages(requests, options, () => null)).rejects.toThrow(UnavailableError)
  })
})

describe('several images of which some cannot be read', () => {
  const options = { platform: 'linux/amd64', cache: false, env: {} }

  test('are told of by the places of their requests, and the others are read', async () => {
    const good = `oci:${await twoPlatforms()}`
    const broken = `oci:${await wrongDiffId()}`
    const references = [`oci:${join(scratch, 'nowhere')}`, good, broken, `rootfs:${join(scratch, 'gone')}`, good]
    const failures: [code: number, index: number][] = []
    const read = await readImages(
      references.map((reference) => ({ reference })),
      { ...options, onFailure: ({ exitCode }, index) => failures.push([exitCode, index]) },
      ({ reference }, _image, index) => [reference, index],
    )
    expect(read).toEqual([
      [good, 1],
      [good, 4],
    ])
    expect(failures).toEqual([
      [3, 0],
      [3, 3],
      [4, 2],
    ])
  })

  test('are also those with which the work fails for such a reason, and for no other', async () => {
    const good = `oci:${await twoPlatforms()}`
    const requests = [{ reference: good }, { reference: good }]
    const failing = (error: Error) => {
      const failures: number[] = []
      const work = readImages(
        requests,
        { ...options, onFailure: (_error, index) => failures.push(index) },
        (_inventory, _image, index) => {
          if (index === 0) throw error
          return index
        },
      )
      return { work, failures }
    }
    const told = failing(new UnavailableError('gone in between'))
    expect([await told.work, told.failures]).toEqual([[1], [0]])
    await expect(failing(new UsageError('no such layer')).work).rejects.toThrow('no such layer')
    await expect(failing(new TypeError('a bug')).work).rejects.toThrow('a bug')
  })

  test('end the reading where who hears of one of them says so, and where the user interrupts', async () => {
    const requests = [{ reference: `oci:${join(scratch, 'nowhere')}` }, { reference: `oci:${await twoPlatforms()}` }]
    const refuse = (error: Error): never => {
      throw error
    }
    await expect(readImages(requests, { ...options, onFailure: refuse }, () => null)).rejects.toThrow('nowhere')

    const failures: unknown[] = []
    const interrupted = { ...options, signal: AbortSignal.abort(), onFailure: (error: unknown) => failures.push(error) }
    await expect(readImages(requests, interrupted, () => null)).rejects.toThrow()
    expect(failures).toEqual([])
  })
})

describe('a broken image among several', () => {
  test('is named', async () => {
    const directory = await wrongDiffId()
    const requests = [{ reference: `oci:${await twoPlatforms()}` }, { reference: `oci:${directory}` }]
    const reading = readImages(requests, { platform: 'linux/amd64', cache: false, env: {} }, () => null)
    await expect(reading).rejects.toThrow(`oci:${directory}: Layer 0: `)
  })
})

describe('the platforms that a name offers', () => {
  test('are those of its index, without attestations', async () => {
    const image = await open(`oci:${await twoPlatforms()}`, { platform: 'linux/arm64' })
    expect(await image.platforms()).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ])
  })

  test('are that of the image where there is no index', async () => {
    const layout = new LayoutBuilder(mkdtempSync(join(scratch, 'layout-')))
    const tar = await new LayerBuilder().file('bin/app', '').build()
    layout.writeIndex([tagged(layout.image({ layers: [{ tar }], architecture: 's390x' }), 'latest')])
    const image = await open(`oci:${layout.directory}`)
    expect(await image.platforms()).toEqual([{ os: 'linux', architecture: 's390x' }])
  })
})
