import { join } from 'node:path'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { LayoutBuilder, type WrittenDescriptor } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { ContainerdChannel } from '../../src/engines/containerd/channel.ts'
import { type ListedNamespace, listNamespaceImages } from '../../src/engines/containerd/list.ts'
import { listNamespaces } from '../../src/engines/containerd/namespaces.ts'
import { DEFAULT_LIMITS } from '../../src/limits.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { committedLayout } from './support/committed-images.ts'
import { type Containerd, fullyNamed, severalPlatforms, startContainerd } from './support/containerd.ts'

const scratch = temporaryDirectory()
let serial = 0
let tar: Buffer

beforeAll(async () => {
  tar = await new LayerBuilder().file('hello', 'Hello.\n').build()
})

/** Starts a containerd that ends with the test, and a connection to it. */
async function started(
  context: Parameters<typeof startContainerd>[0],
): Promise<{ containerd: Containerd; channel: ContainerdChannel; list(namespace: string): Promise<ListedNamespace> }> {
  const containerd = await startContainerd(context)
  onTestFinished(() => containerd[Symbol.asyncDispose]())
  const channel = await ContainerdChannel.open(containerd.env)
  onTestFinished(() => channel.close())
  const { maxManifestBytes } = DEFAULT_LIMITS
  return { containerd, channel, list: (namespace) => listNamespaceImages(channel, namespace, { maxManifestBytes }) }
}

function newLayout(): LayoutBuilder {
  return new LayoutBuilder(join(scratch, `layout-${serial++}`))
}

test("what is listed is what containerd's own client lists, namespace by namespace", async (context) => {
  const { containerd, channel, list } = await started(context)
  const { load, lines } = containerd
  const layout = newLayout()
  const { index, amd64 } = severalPlatforms(layout, tar)
  layout.writeIndex([fullyNamed(index, 'docker.io/library/app:1.0'), fullyNamed(amd64, 'docker.io/library/app:amd64')])
  await load('k8s.io', layout)
  await load('k8s.io', committedLayout('webapp'), '--base-name', 'registry.example/webapp')
  await load('moby', committedLayout('static'), '--base-name', 'registry.example/static')

  const namespaces = await listNamespaces(channel)
  expect(namespaces).toEqual(await lines('default', 'namespaces', 'ls', '--quiet'))
  for (const namespace of namespaces) {
    await containerd.collectGarbage(namespace) // an import leaves the layout's own index
    const { images, blobs } = await list(namespace)
    const rows = (await lines(namespace, 'images', 'ls')).slice(1).map((line) => line.split(/\s+/))
    expect(images.map(({ name, mediaType, digest }) => [name, mediaType, digest])).toEqual(
      rows.map((row) => row.slice(0, 3)),
    )
    expect([...blobs.keys()].sort()).toEqual(await lines(namespace, 'content', 'ls', '--quiet'))
    // so that every blob is some image's
    const ofImages = new Set(images.flatMap((image) => [...image.blobs.keys()]))
    expect([...ofImages].sort()).toEqual([...blobs.keys()].sort())
    for (const image of images) {
      expect(image.problem).toBeNull()
      expect(image.platforms.every(({ isComplete }) => isComplete)).toBe(true)
      for (const [digest, size] of image.blobs) expect(blobs.get(digest)).toBe(size)
    }
  }
  const [app] = (await list('k8s.io')).images
  expect(app).toMatchObject({
    name: 'docker.io/library/app:1.0',
    platforms: [
      { digest: amd64.digest, platform: { os: 'linux', architecture: 'amd64' } },
      { platform: { os: 'linux', architecture: 'arm64' } },
    ],
  })
  expect(Math.abs(Date.now() - Date.parse(app!.created!))).toBeLessThan(24 * 60 * 60 * 1000)
}, 60_000)

test('what is not there of a platform is said, and not counted', async (context) => {
  const { containerd, list } = await started(context)
  const layout = newLayout()
  const { index, arm64 } = severalPlatforms(layout, tar)
  layout.writeIndex([fullyNamed(index, 'docker.io/library/app:1.0')])
  await containerd.load('default', layout)
  const { layers } = JSON.parse(String(layout.read(arm64.digest))) as { layers: WrittenDescriptor[] }
  await containerd.ctr('default', 'content', 'rm', layers[0]!.digest)
  await containerd.collectGarbage('default')
  const [app] = (await list('default')).images
  expect(app!.platforms.map(({ platform, isComplete }) => [platform?.architecture, isComplete])).toEqual([
    ['amd64', true],
    ['arm64', false],
  ])
  expect([...app!.blobs.keys()].sort()).toEqual(await containerd.lines('default', 'content', 'ls', '--quiet'))
})

test('containers are listed with the name that they were made by', async (context) => {
  const { containerd, list } = await started(context)
  const { load, ctr } = containerd
  for (const name of ['used', 'unused'])
    await load('default', committedLayout('static'), '--base-name', `test.example/${name}`)
  await ctr('default', 'containers', 'create', '--snapshotter', 'native', 'test.example/used:1.0', 'one')
  expect((await list('default')).images.map(({ name, containers }) => [name, containers])).toEqual([
    ['test.example/unused:1.0', []],
    ['test.example/used:1.0', ['one']],
  ])
})
