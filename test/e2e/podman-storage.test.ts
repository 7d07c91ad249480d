import { existsSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeEach, describe, expect, type TestContext, test } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { exportTar, withImage, withOpenImages, writeImage } from '../../src/index.ts'
import { contentOf, copied, copyFailure } from '../support/copy.ts'
import { need, needProgram } from '../support/programs.ts'
import { readTar } from '../support/read-tar.ts'
import { committedLayout } from './support/committed-images.ts'
import { createPodmanStorage, type PodmanStorage } from './support/podman-storage.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const TIMEOUT = 120_000

beforeEach((context) => {
  needProgram(context, 'podman')
  need(context, !existsSync('/run/podman/podman.sock'), 'the service of Podman runs on this machine')
})

async function storageWith(context: TestContext, driver: 'overlay' | 'vfs', ...layouts: string[]) {
  const storage = await createPodmanStorage(driver)
  need(context, storage !== null, `podman cannot keep images by ${driver} here`)
  for (const layout of layouts) await load(storage!, layout)
  return storage!
}

/** Loads a layout's image; its name is that of the layout's directory. */
async function load(storage: PodmanStorage, layout: string): Promise<void> {
  const archive = `${storage.path}.tar`
  await copied(`oci:${layout}`, `docker-archive:${archive}:localhost/${basename(layout)}:1.0`)
  await storage.podman('load', '--quiet', '--input', archive)
}

/** What is known of an image but for how its layers were compressed. */
async function factsOf(reference: string, env: Readonly<Record<string, string>> = {}) {
  const content = await contentOf(reference, { env: { HOME: '/nonexistent', ...env } })
  const { digest: _, mediaType: __, size, layers, ...facts } = content
  const { compressedBytes: ___, ...sizes } = size
  return {
    ...facts,
    sizes,
    layers: layers.map(({ digest, mediaType, compression, compressedBytes, ...layer }) => layer),
  }
}

async function removeTarSplits({ path }: PodmanStorage): Promise<void> {
  for (const name of await readdir(path, { recursive: true })) {
    if (name.endsWith('.tar-split.gz')) await rm(join(path, name))
  }
}

describe.each(['overlay', 'vfs'] as const)('a storage of %s, with no service', (driver) => {
  test('has the same images as their layouts, to the byte', { timeout: TIMEOUT }, async (context) => {
    const images = ['webapp', 'static'] as const
    await using storage = await storageWith(context, driver, ...images.map(committedLayout))
    for (const name of images) {
      expect(await factsOf(`podman:${name}:1.0`, storage.env)).toEqual(await factsOf(`oci:${committedLayout(name)}`))
    }
  })

  test('can be copied from', { timeout: TIMEOUT }, async (context) => {
    await using storage = await storageWith(context, driver, committedLayout('static'))
    const target = `oci:${join(storage.path, 'copy')}:1.0`
    const { imageId, layers } = await copied('podman:static:1.0', target, { env: storage.env })
    const original = await contentOf(`oci:${committedLayout('static')}`)
    expect(imageId).toBe(original.imageId)
    expect(layers.map(({ diffId }) => diffId)).toEqual(original.layers.map(({ diffId }) => diffId))
    expect(await factsOf(target)).toEqual(await factsOf(`oci:${committedLayout('static')}`))
  })

  test('has the same files where nothing says how layers were packed', { timeout: TIMEOUT }, async (context) => {
    needProgram(context, 'getfattr')
    await using directory = await temporaryDirectory()
    const layout = join(directory.path, 'marks')
    const base = new LayerBuilder()
      .directory('kept/')
      .file('kept/a', 'old', { mtime: 1 })
      .file('kept/b', 'b', { mode: 0o4750, uid: 7, gid: 8 })
      .directory('emptied/')
      .file('emptied/below/x', 'x')
      .file('gone', 'gone')
      .symlink('link', 'kept/a')
      .file('becomes-directory', 'file')
    const marks = new LayerBuilder()
      .directory('kept/')
      .file('kept/a', 'new', { mtime: 2 })
      .whiteout('gone')
      .directory('emptied/')
      .opaque('emptied')
      .file('emptied/y', 'y', { xattrs: { 'user.note': 'kept' } })
      .symlink('link', 'kept/b')
      .whiteout('becomes-directory')
      .directory('becomes-directory/')
      .file('becomes-directory/z', 'z')
      .hardlink('becomes-directory/z2', 'becomes-directory/z')
    writeLayout(layout, {
      layers: await Promise.all([base, marks].map(async (layer) => ({ tar: await layer.build() }))),
    })

    await using storage = await storageWith(context, driver, layout)
    const exact = await treeOf('podman:marks:1.0', storage.env)
    expect(exact).toEqual(await treeOf(`oci:${layout}`))
    await removeTarSplits(storage)
    expect(await treeOf('podman:marks:1.0', storage.env)).toEqual(exact)
  })

  test('that an image is removed from while it is read has a sentence for it', {
    timeout: TIMEOUT,
  }, async (context) => {
    await using storage = await storageWith(context, driver, committedLayout('webapp'), committedLayout('static'))
    const env = { HOME: '/nonexistent', ...storage.env }
    const reading = withOpenImages([{ reference: 'podman:webapp:1.0' }], { env }, async ([image]) => {
      const layers = await image!.layers()
      await storage.podman('rmi', '--force', '--all')
      for (const layer of layers) for await (const _ of layer.open());
    })
    await expect(reading).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/^localhost\/webapp:1\.0 was removed from the storage .* while it was read\.$/),
    })
    await expect(contentOf('podman:webapp:1.0', { env })).rejects.toThrow(
      /There is no image "webapp:1.0" in the storage/,
    )
  })

  test('gives right answers, or says why not, while podman removes and adds', { timeout: TIMEOUT }, async (context) => {
    await using storage = await storageWith(context, driver, committedLayout('static'), committedLayout('webapp'))
    const known = await factsOf(`oci:${committedLayout('static')}`)
    const changing = (async () => {
      await storage.podman('rmi', '--force', '--all')
      await load(storage, committedLayout('static'))
      return 'changed'
    })()
    const outcomes: unknown[] = []
    while ((await Promise.race([changing, Promise.resolve('waiting')])) !== 'changed') {
      const four = Array.from({ length: 4 }, () => factsOf('podman:static:1.0', storage.env))
      for (const outcome of await Promise.allSettled(four)) {
        if (outcome.status === 'fulfilled') expect(outcome.value).toEqual(known)
        else expect(outcome.reason).toMatchObject({ exitCode: 3, message: expect.not.stringContaining('\n') })
        outcomes.push(outcome)
      }
    }
    expect(outcomes.length).toBeGreaterThan(0)
    expect(await factsOf('podman:static:1.0', storage.env)).toEqual(known)
  })
})

test('an image has the annotations that it came with', { timeout: TIMEOUT }, async (context) => {
  await using storage = await storageWith(context, 'vfs')
  const annotations = { 'org.opencontainers.image.base.name': 'localhost/base:1.0' }
  const archive = `${storage.path}.tar`
  const env = { HOME: '/nonexistent' }
  await withOpenImages([{ reference: `oci:${committedLayout('static')}` }], { env }, ([image]) =>
    writeImage(`docker-archive:${archive}:localhost/annotated:1.0`, { env }, async (writer) => {
      const layers = (await image!.layers()).map((layer) => writer.copyLayer(layer, image!))
      return { config: (await image!.rawConfig())!, layers: await Promise.all(layers), annotations }
    }),
  )
  await storage.podman('load', '--quiet', '--input', archive)
  const { base } = await contentOf('podman:annotated:1.0', { env: storage.env })
  expect(base.evidence.join()).toContain('base.name says localhost/base:1.0')
  await withOpenImages([{ reference: 'podman:annotated:1.0' }], { env: storage.env }, async ([image]) => {
    const manifest = await image!.manifest()
    const sizes = (await image!.layers()).map(({ size, diffId }) => ({ size, digest: diffId }))
    expect(manifest).toMatchObject({ annotations, layers: sizes })
    expect(await image!.rawManifest()).toBeNull()
  })
})

test('a manifest list stands for its image of the platform', { timeout: TIMEOUT }, async (context) => {
  await using storage = await storageWith(context, 'vfs', committedLayout('static'))
  await storage.podman('manifest', 'create', 'localhost/list:1.0', 'containers-storage:localhost/static:1.0')
  const { imageId } = await contentOf('podman:list:1.0', { env: storage.env })
  expect(imageId).toBe((await contentOf(`oci:${committedLayout('static')}`)).imageId)
})

test('images of additional stores are found, and share their layers', { timeout: TIMEOUT }, async (context) => {
  await using shared = await storageWith(context, 'vfs', committedLayout('static'))
  await using own = await storageWith(context, 'vfs', committedLayout('webapp'))
  const env = { ...own.env, CONTAINERS_STORAGE_CONF: join(own.path, 'both.conf') }
  const store = `driver = "vfs"\ngraphroot = "${own.path}"\n`
  const additional = `[storage.options]\nadditionalimagestores = ["${shared.path}"]\n`
  await writeFile(env.CONTAINERS_STORAGE_CONF, `[storage]\n${store}${additional}`)
  for (const name of ['static', 'webapp'] as const) {
    expect(await factsOf(`podman:${name}:1.0`, env)).toEqual(await factsOf(`oci:${committedLayout(name)}`))
  }
})

test('a storage that is broken or not there says so', { timeout: TIMEOUT }, async (context) => {
  await using storage = await storageWith(context, 'vfs', committedLayout('static'))
  const failure = () => copyFailure('podman:static:1.0', `oci:${storage.path}/out`, { env: storage.env })
  const layers = join(storage.path, 'vfs-layers/layers.json')
  await writeFile(layers, '[]')
  expect(await failure()).toMatchObject({ exitCode: 3, message: expect.stringContaining('are not, or not completely') })
  await writeFile(layers, '[{"id": "../../etc"}]')
  expect(await failure()).toMatchObject({ exitCode: 4, message: expect.stringContaining('64 hexadecimal digits') })
  await writeFile(join(storage.path, 'vfs-images/images.json'), '{')
  expect(await failure()).toMatchObject({ exitCode: 4, message: expect.stringContaining('images.json') })
  await rm(join(storage.path, 'vfs-images'), { recursive: true })
  expect(await failure()).toMatchObject({ exitCode: 3, message: expect.stringContaining('no container storage') })
})

/** Every path of an image, with its content and what is known of it; of directories without their time. */
async function treeOf(reference: string, env: Readonly<Record<string, string>> = {}) {
  const pieces: Uint8Array[] = []
  const options = { platform: 'linux/amd64', cache: false, env: { HOME: '/nonexistent', ...env } }
  await withImage(reference, options, async (inventory) => {
    for await (const piece of exportTar(inventory)) pieces.push(piece)
  })
  const entries = readTar(Buffer.concat(pieces)).map(({ mtime, ...entry }) => ({
    ...entry,
    content: entry.content?.toString() ?? null,
    mtime: entry.type === 'file' ? mtime : null,
  }))
  return entries.filter(({ path }) => path !== '/').sort((a, b) => (a.path < b.path ? -1 : 1))
}
