import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { NotFoundError, UnavailableError, UsageError } from '../../src/errors.ts'
import { engineLayers } from '../../src/images/stores/engine-layers.ts'
import { imagesDocument, type ListImagesRequest, listImages } from '../../src/index.ts'
import type { ImagesDocument } from '../../src/report/images-document.ts'
import { copied } from '../support/copy.ts'
import { noise } from '../support/noise.ts'
import { need, needProgram } from '../support/programs.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { committedLayout } from './support/committed-images.ts'
import { startDockerd } from './support/dockerd.ts'
import { startPodmanService } from './support/podman-service.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const BASE_BYTES = 300_000
const APP_BYTES = 20_000
const [BASE_TAR, APP_TAR] = [BASE_BYTES, APP_BYTES].map((bytes) => 512 + 512 * Math.ceil(bytes / 512) + 1024) as [
  number,
  number,
]

async function documentOf(place: string | undefined, env: ListImagesRequest['env']): Promise<ImagesDocument> {
  const document = imagesDocument(await listImages(place, { env }), {
    names: [],
    sort: 'name',
    reverse: false,
    limit: 0,
  })
  expect(schemaErrors('images', document)).toEqual([])
  return document
}

/** Archives of an image and of one that has another layer on top of it. */
async function archives(directory: string): Promise<string[]> {
  const base = await new LayerBuilder().file('base', noise(BASE_BYTES, 'base')).build()
  const app = await new LayerBuilder().file('app', noise(APP_BYTES, 'app')).build()
  const layers = { base: [{ tar: base }], app: [{ tar: base }, { tar: app }] }
  const written: string[] = []
  for (const [name, tars] of Object.entries(layers)) {
    writeLayout(join(directory, name), { layers: tars })
    const archive = join(directory, `${name}.tar`)
    await copied(`oci:${join(directory, name)}`, `docker-archive:${archive}:test/${name}:1`)
    written.push(archive)
  }
  return written
}

test('Docker’s images are listed with what they share, and with the containers that were made of them', async (context) => {
  for (const program of ['dockerd', 'docker']) needProgram(context, program)
  await using engine = await startDockerd()
  need(context, engine !== null, 'dockerd does not start')
  await using directory = await temporaryDirectory()
  for (const archive of await archives(directory.path)) await engine!.docker('load', '--input', archive)
  const statics = join(directory.path, 'static.tar')
  await copied(`oci:${committedLayout('static')}`, `docker-archive:${statics}:test/static:1`)
  await engine!.docker('load', '--input', statics)
  await engine!.docker('tag', 'test/base:1', 'test/base:latest')
  await engine!.docker('create', '--name', 'made-of-static', 'test/static:1')

  const { images, total, measure } = await documentOf('docker-daemon:', { DOCKER_HOST: engine!.host })
  expect(measure).toBe('layerBytes')
  expect(images).toMatchObject([
    { names: ['test/app:1'], bytes: BASE_BYTES + APP_BYTES, ownBytes: APP_BYTES, couldGo: 'unused', containers: [] },
    { names: ['test/base:1', 'test/base:latest'], bytes: BASE_BYTES, ownBytes: 0, couldGo: 'unused' },
    { names: ['test/static:1'], couldGo: null, containers: ['made-of-static'] },
  ])
  expect(total.couldGo).toEqual({
    untagged: { images: 0, bytes: 0 },
    all: { images: 2, bytes: BASE_BYTES + APP_BYTES },
  })
  const ids = await engine!.docker('images', '--no-trunc', '--quiet')
  expect(new Set(images.map(({ imageId }) => imageId))).toEqual(new Set(ids.trim().split('\n')))

  await engine!.docker('rmi', 'test/base:1', 'test/base:latest', 'test/app:1')
  await engine!.docker('load', '--input', join(directory.path, 'app.tar'))
  const after = await documentOf(undefined, { DOCKER_HOST: engine!.host })
  expect(after.images.map(({ names }) => names)).toEqual([['test/app:1'], ['test/static:1']])
}, 120_000)

test('Podman’s images are the same over its service as from its directories', async (context) => {
  needProgram(context, 'podman')
  await using service = await startPodmanService()
  need(context, service !== null, 'podman system service does not start')
  await using directory = await temporaryDirectory()
  for (const archive of await archives(directory.path)) await service!.podman('load', '--input', archive)

  const { images, measure } = await documentOf('podman:', { CONTAINER_HOST: service!.host })
  expect(measure).toBe('tarBytes')
  expect(images).toMatchObject([
    { names: ['docker.io/test/app:1'], bytes: BASE_TAR + APP_TAR, ownBytes: APP_TAR, containers: [] },
    { names: ['docker.io/test/base:1'], ownBytes: 0 },
  ])
  const graphRoot = (await service!.podman('info', '--format', '{{.Store.GraphRoot}}')).trim()
  const storage = join(directory.path, 'storage.conf')
  await writeFile(storage, `[storage]\ndriver = "vfs"\ngraphroot = "${graphRoot}"\n`)
  const direct = await documentOf('podman:', { CONTAINERS_STORAGE_CONF: storage })
  expect(direct.images).toEqual(images.map((image) => ({ ...image, containers: null, couldGo: null })))
}, 120_000)

test('an engine that is not there is one sentence, and so is what cannot be listed', async () => {
  const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  await expect(listImages('docker-daemon:', { env })).rejects.toThrow(UnavailableError)
  await expect(listImages('docker-daemon:app', { env })).rejects.toThrow(UsageError)
  const nowhere = {
    ...env,
    CONTAINER_HOST: 'unix:///nowhere/podman.sock',
    CONTAINERD_ADDRESS: '/nowhere/containerd.sock',
  }
  await expect(listImages(undefined, { env: nowhere })).rejects.toThrow(NotFoundError)
})

test('layers have the sizes of the steps that added something, and are the same where all below them are', () => {
  const [a, b] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`] as const
  const empty = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef'
  const layers = engineLayers([a, empty, b], [0, 7, 0, 5])
  expect(layers.map(({ bytes }) => bytes)).toEqual([5, 0, 7])
  expect(engineLayers([a, empty], [5])).toEqual(layers.slice(0, 2))
  expect(engineLayers([b, a], [7, 5])[1]!.key).not.toBe(layers[0]!.key)
})
