import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { LayoutBuilder, type WrittenDescriptor } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type ImgpeekError, inspectImage } from '../../src/index.ts'
import { DEFAULT_LIMITS } from '../../src/limits.ts'
import { openPlatforms } from '../../src/sources/index.ts'
import { contentOf } from '../support/copy.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { noise } from '../support/noise.ts'
import { bytesOf, open } from '../support/read-image.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { COMMITTED_IMAGES, committedLayout } from './support/committed-images.ts'
import { type Containerd, fullyNamed, severalPlatforms, startContainerd } from './support/containerd.ts'

const scratch = temporaryDirectory()
let serial = 0
let tar: Buffer

beforeAll(async () => {
  tar = await new LayerBuilder().file('hello', 'Hello.\n').build()
})

function newLayout(): LayoutBuilder {
  return new LayoutBuilder(join(scratch, `layout-${serial++}`))
}

/** Starts a containerd that ends with the test. */
async function started(context: Parameters<typeof startContainerd>[0]): Promise<Containerd> {
  const containerd = await startContainerd(context)
  onTestFinished(() => containerd[Symbol.asyncDispose]())
  return containerd
}

function layersOf(layout: LayoutBuilder, { digest }: WrittenDescriptor): readonly WrittenDescriptor[] {
  return (JSON.parse(String(layout.read(digest))) as { layers: WrittenDescriptor[] }).layers
}

test('images in containerd have the inventory that they have in a layout', async (context) => {
  const { env, load } = await started(context)
  for (const name of COMMITTED_IMAGES) {
    await load('k8s.io', committedLayout(name), '--base-name', `registry.example/${name}`)
    const reference = `containerd:k8s.io/registry.example/${name}:1.0`
    const document = await inspectImage(reference, { env, cache: false, platform: 'linux/amd64' })
    expect(document).toMatchObject({ reference, source: 'containerd' })
    expect(await contentOf(reference, { env })).toEqual(await contentOf(`oci:${committedLayout(name)}`))
  }
}, 120_000)

describe('an image is found', () => {
  test('by its name as people write it, by its digests, and by the beginning of one', async (context) => {
    const { env, load } = await started(context)
    const layout = newLayout()
    const image = layout.image({ layers: [{ tar }] })
    const { config } = JSON.parse(String(layout.read(image.digest))) as { config: WrittenDescriptor }
    const hex = config.digest.slice('sha256:'.length)
    const name = 'docker.io/library/app:1.0'
    layout.writeIndex([fullyNamed(image, name)])
    await load('default', layout)
    const spellings = [
      `default/${name}`,
      name,
      'app:1.0',
      `app:1.0@${image.digest}`,
      `app@${image.digest}`,
      image.digest,
      image.digest.slice('sha256:'.length, 20),
      config.digest,
      hex,
      hex.slice(0, 13), // what crictl shows
    ]
    for (const spelling of spellings) {
      const { reference, descriptor } = await open(`containerd:${spelling}`, { env })
      expect({ spelling, reference, digest: descriptor?.digest }).toEqual({
        spelling,
        reference: `containerd:default/${name}`,
        digest: image.digest,
      })
    }
    const other = `sha256:${'0'.repeat(64)}`
    await expectFailure(
      open(`containerd:app:1.0@${other}`, { env }),
      3,
      /has no image app:1\.0@sha256:0{64}; similar names are/,
    )
  })

  test('under the names that Kubernetes gives it, which are not names of registries', async (context) => {
    const { env, load, ctr } = await started(context)
    const layout = newLayout()
    const image = layout.image({ layers: [{ tar }] })
    layout.writeIndex([fullyNamed(image, 'docker.io/library/app:1.0')])
    await load('k8s.io', layout)
    const id = JSON.parse(String(layout.read(image.digest))).config.digest
    await ctr('k8s.io', 'images', 'tag', 'docker.io/library/app:1.0', id)
    expect((await open(`containerd:k8s.io/${id}`, { env })).reference).toBe(`containerd:k8s.io/${id}`)
    expect((await open(`containerd:k8s.io/${id.slice('sha256:'.length, 20)}`, { env })).reference).toBe(
      'containerd:k8s.io/docker.io/library/app:1.0',
    )
  })

  test('unless the beginning of an id is that of two', async (context) => {
    const { env, load } = await started(context)
    const layout = newLayout()
    const [one, two, prefix] = twoAlike(layout)
    layout.writeIndex([fullyNamed(one, 'docker.io/library/one:1'), fullyNamed(two, 'docker.io/library/two:1')])
    await load('default', layout)
    await expectFailure(
      open(`containerd:${prefix}`, { env }),
      2,
      new RegExp(`2 images of containerd's namespace default have an id that begins with ${prefix}: sha256:`),
    )
  })
})

/** Two images whose manifests' digests begin with the same four digits. */
function twoAlike(layout: LayoutBuilder): [WrittenDescriptor, WrittenDescriptor, string] {
  const config = layout.json({ architecture: 'amd64', os: 'linux' }, 'application/vnd.oci.image.config.v1+json')
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = (number: number) => ({
    schemaVersion: 2,
    mediaType,
    config,
    layers: [],
    annotations: { number: `${number}` },
  })
  const known = new Map<string, number>()
  for (let number = 0; ; number++) {
    const hex = createHash('sha256')
      .update(JSON.stringify(manifest(number)))
      .digest('hex')
      .slice(0, 4)
    const same = known.get(hex)
    if (same !== undefined)
      return [layout.json(manifest(same), mediaType), layout.json(manifest(number), mediaType), hex]
    known.set(hex, number)
  }
}

describe('a namespace', () => {
  test('is what stands first, where there is one of that name, or else the usual one', async (context) => {
    const { env, load } = await started(context)
    const layout = newLayout()
    const [inTeam, inDefault] = ['1', '2'].map((User) => layout.image({ layers: [{ tar }], config: { User } }))
    layout.writeIndex([fullyNamed(inTeam!, 'docker.io/library/app:1.0')])
    await load('team', layout)
    layout.writeIndex([fullyNamed(inDefault!, 'docker.io/team/app:1.0')])
    await load('default', layout)
    const found = async (name: string, more: object = {}): Promise<string> =>
      (await open(`containerd:${name}`, { env: { ...env, ...more } })).reference
    expect(await found('team/app:1.0')).toBe('containerd:team/docker.io/library/app:1.0')
    expect(await found('default/team/app:1.0')).toBe('containerd:default/docker.io/team/app:1.0')
    expect(await found('app:1.0', { CONTAINERD_NAMESPACE: 'team' })).toBe('containerd:team/docker.io/library/app:1.0')
  })

  test('that is wrong or missing is said to be, with what there is', async (context) => {
    const { env, load } = await started(context)
    const layout = newLayout()
    layout.writeIndex([fullyNamed(layout.image({ layers: [{ tar }] }), 'docker.io/library/app:1.0')])
    await load('k8s.io', layout)
    await load('moby', layout)
    const failures: [name: string, more: object, exitCode: number, message: RegExp][] = [
      [
        'app:1.0',
        {},
        3,
        /^containerd has no namespace default, .*; did you mean containerd:k8s\.io\/.*, containerd:moby\/.*\?$/,
      ],
      ['k8s/app:1.0', {}, 3, /did you mean containerd:k8s\.io\/docker\.io\/library\/app:1\.0, /],
      ['k8s.io/apb', {}, 3, /namespace k8s\.io has no image apb; similar names are docker\.io\/library\/app:1\.0\.$/],
      ['k8s.io/x', {}, 3, /namespace k8s\.io has no image x; the namespaces are k8s\.io, moby\.$/],
      [
        'x/y',
        { CONTAINERD_NAMESPACE: 'moby' },
        3,
        /moby has no image x\/y, and there is no namespace x; the namespaces/,
      ],
      ['x', { CONTAINERD_NAMESPACE: 'none' }, 3, /^containerd has no namespace none, where x was looked for/],
      ['x', { CONTAINERD_NAMESPACE: 'a\nb' }, 2, /^CONTAINERD_NAMESPACE is "a\\nb"/],
    ]
    for (const [name, more, exitCode, message] of failures) {
      await expectFailure(open(`containerd:${name}`, { env: { ...env, ...more } }), exitCode, message)
    }
  })
})

describe('an image for several platforms', () => {
  /** One whose platforms have a layer each, and an attestation of the first. */
  function several(): { layout: LayoutBuilder; amd64: WrittenDescriptor; arm64: WrittenDescriptor } {
    const layout = newLayout()
    const { index, amd64, arm64 } = severalPlatforms(layout, tar)
    layout.writeIndex([fullyNamed(index, 'docker.io/library/app:1.0')])
    return { layout, amd64, arm64 }
  }

  test('is read for one of them, with what stands beside it', async (context) => {
    const { env, load } = await started(context)
    const { layout, amd64, arm64 } = several()
    await load('default', layout)
    for (const [platform, { digest }] of [
      ['linux/amd64', amd64],
      ['linux/arm64', arm64],
    ] as const) {
      expect((await open('containerd:app:1.0', { env, platform })).descriptor?.digest).toBe(digest)
    }
    const image = await open('containerd:app:1.0', { env, platform: 'linux/amd64' })
    expect(await image.referrers()).toMatchObject([{ found: 'index', subject: amd64.digest }])
    expect((await image.platforms()).map(({ architecture }) => architecture)).toEqual(['amd64', 'arm64'])
    await expectFailure(
      open('containerd:app:1.0', { env, platform: 'linux/s390x' }),
      3,
      /has no image for linux\/s390x/,
    )
  })

  test('is one of those whose content is there', async (context) => {
    const { env, load, ctr } = await started(context)
    const { layout, amd64, arm64 } = several()
    await load('default', layout)
    // what pulling one platform leaves out
    await ctr('default', 'content', 'rm', arm64.digest, layersOf(layout, arm64)[0]!.digest)
    const missing =
      /does not have the content of .* for linux\/arm64; choose what it has with --platform: linux\/amd64; or fetch/
    await expectFailure(open('containerd:app:1.0', { env, platform: 'linux/arm64' }), 3, missing)
    const options = { env, limits: DEFAULT_LIMITS }
    const opened = await openPlatforms('containerd:app:1.0', ['linux/amd64', 'linux/arm64'], options)
    for (const { image } of opened) await image?.close()
    expect(
      opened.map(({ image, offered }) => [image?.descriptor?.digest, offered.map((found) => found.architecture)]),
    ).toEqual([
      [amd64.digest, ['amd64', 'arm64']],
      [undefined, ['amd64']],
    ])
  })

  test('is none where the layers were discarded', async (context) => {
    const { env, load, ctr } = await started(context)
    const { layout, amd64, arm64 } = several()
    await load('default', layout)
    for (const image of [amd64, arm64]) await ctr('default', 'content', 'rm', layersOf(layout, image)[0]!.digest)
    await expectFailure(
      open('containerd:app:1.0', { env }),
      3,
      /does not have the content of .*: .* discard_unpacked_layers; fetch it with ctr -n default content fetch docker\.io\//,
    )
  })
})

describe('while images are read', () => {
  /** An image of two layers, the first of some MiB of compressed bytes. */
  async function large(name: string): Promise<LayoutBuilder> {
    const layout = newLayout()
    const tar = await new LayerBuilder().file('noise', noise(6 * 1024 * 1024, name)).build()
    const small = await new LayerBuilder().file('small', name).build()
    layout.writeIndex([fullyNamed(layout.image({ layers: [{ tar }, { tar: small }] }), `docker.io/library/${name}:1`)])
    return layout
  }

  test('another may be removed', async (context) => {
    const { env, load, ctr } = await started(context)
    const [kept, removed] = [await large('kept'), await large('removed')]
    await load('default', kept)
    await load('default', removed)
    const expected = await contentOf(`oci:${kept.directory}`)
    const reading = Promise.all(Array.from({ length: 4 }, () => contentOf('containerd:kept:1', { env })))
    await ctr('default', 'images', 'rm', '--sync', 'docker.io/library/removed:1')
    for (const content of await reading) expect(content).toEqual(expected)
  }, 120_000)

  test('one of them may be removed: whoever reads it says so, or has read it', async (context) => {
    const { env, load, ctr } = await started(context)
    const layout = await large('app')
    await load('default', layout)
    const expected = await contentOf(`oci:${layout.directory}`)
    const reading = Promise.allSettled(Array.from({ length: 4 }, () => contentOf('containerd:app:1', { env })))
    await ctr('default', 'images', 'rm', '--sync', 'docker.io/library/app:1')
    for (const result of await reading) {
      if (result.status === 'fulfilled') expect(result.value).toEqual(expected)
      else {
        const { exitCode, message } = result.reason as ImgpeekError
        expect({ exitCode, message }).toEqual({ exitCode: 3, message: expect.stringMatching(/removed|has no image/) })
      }
    }
  }, 120_000)

  test('a layer that is gone is one whose image was removed', async (context) => {
    const { env, load, ctr } = await started(context)
    const layout = await large('app')
    await load('default', layout)
    const image = await open('containerd:app:1', { env })
    const [, small] = await image.layers()
    await ctr('default', 'images', 'rm', '--sync', 'docker.io/library/app:1')
    await expectFailure(bytesOf(small!), 3, /is not in containerd's content store any more; the image was removed/)
  })

  test('containerd may end', async (context) => {
    const { env, load, kill } = await started(context)
    await load('default', await large('app'))
    const image = await open('containerd:app:1', { env })
    const [layer] = await image.layers()
    const pieces = layer!.open()[Symbol.asyncIterator]()
    await pieces.next()
    await kill()
    const rest = async (): Promise<void> => {
      while (!(await pieces.next()).done);
    }
    // what had come by then may still be read
    await expectFailure(
      rest().then(() => bytesOf(layer!)),
      3,
      /^The connection to containerd at .* broke \(.*\); see/,
    )
    await expectFailure(open('containerd:app:1', { env }), 3, /^No containerd listens at .*; start it\.$/)
  })

  test('a reader may stop', async (context) => {
    const { env, load } = await started(context)
    await load('default', await large('app'))
    const controller = new AbortController()
    const image = await open('containerd:app:1', { env, signal: controller.signal })
    const reading = bytesOf((await image.layers())[0]!)
    controller.abort()
    await expectFailure(reading, 130, /^Interrupted\.$/)
  })
})
