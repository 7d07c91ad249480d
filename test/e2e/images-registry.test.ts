import { createServer } from 'node:http'
import { afterAll, expect, type TestContext, test } from 'vitest'
import { NotFoundError, UsageError } from '../../src/errors.ts'
import { imagesDocument, type ListImagesRequest, listImages } from '../../src/index.ts'
import { needProgram } from '../support/programs.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { committedLayout } from './support/committed-images.ts'
import { type DockerRegistry, startDockerRegistry } from './support/docker-registry.ts'
import { listen } from './support/listening-server.ts'
import { runProgram } from './support/run-program.ts'
import { skopeoCopy } from './support/skopeo.ts'

const REQUEST: ListImagesRequest = { env: {}, plainHttp: true, platform: 'linux/amd64' }
const AS_LISTED = { names: [], sort: 'name', reverse: false, limit: 0 } as const

let started: Promise<DockerRegistry> | undefined

afterAll(async () => (await started)?.[Symbol.asyncDispose]())

/** The repository of a registry, in which two tags name one image. */
async function repository(context: TestContext): Promise<string> {
  needProgram(context, 'docker-registry')
  needProgram(context, 'skopeo')
  started ??= startFilledRegistry()
  return `${(await started).host}/demo/app`
}

async function startFilledRegistry(): Promise<DockerRegistry> {
  const registry = await startDockerRegistry()
  const pushed = [
    ['webapp', '1.0'],
    ['webapp', 'latest'],
    ['static', '1.10'],
    ['static', `sha256-${'0'.repeat(64)}.sig`],
  ] as const
  for (const [image, tag] of pushed) {
    const place = `docker://${registry.host}/demo/app:${tag}`
    await skopeoCopy(`oci:${committedLayout(image)}`, place, '--dest-tls-verify=false')
  }
  return registry
}

test('tags of a repository are listed, those of one image together, without those of signatures', async (context) => {
  const place = await repository(context)
  const document = imagesDocument(await listImages(place, REQUEST), AS_LISTED)
  expect(document).toMatchObject({ source: 'registry', reference: place, measure: 'compressedBytes', unread: 0 })
  expect(document.images.map(({ names }) => names)).toEqual([[`${place}:1.0`, `${place}:latest`], [`${place}:1.10`]])
  expect(schemaErrors('images', document)).toEqual([])
})

test('sizes are those of the manifest', async (context) => {
  const place = await repository(context)
  const raw = await runProgram('skopeo', 'inspect', '--raw', '--tls-verify=false', `docker://${place}:1.0`)
  const { layers } = JSON.parse(raw) as { layers: { size: number }[] }
  const { images } = imagesDocument(await listImages(place, { ...REQUEST, tags: ['1.0'] }), AS_LISTED)
  expect(images).toMatchObject([{ bytes: layers.reduce((sum, { size }) => sum + size, 0), layers: layers.length }])
})

test('of many tags those of the latest versions are looked up', async (context) => {
  const { images, unread } = await listImages(await repository(context), { ...REQUEST, tags: ['1*'], maxTags: 1 })
  expect(images.map(({ names }) => names[0]!.split(':').at(-1))).toEqual(['1.10'])
  expect(unread).toBe(1)
})

test('a tag without the platform is listed with the reason', async (context) => {
  const { images } = await listImages(await repository(context), {
    ...REQUEST,
    platform: 'linux/s390x',
    tags: ['1.0'],
  })
  expect(images).toMatchObject([{ layers: null, problem: expect.stringContaining('no image for linux/s390x') }])
})

test('a repository that is not there, and a name with a tag, are errors', async (context) => {
  const place = await repository(context)
  await expect(listImages(place.replace('demo/app', 'none'), REQUEST)).rejects.toThrow(NotFoundError)
  await expect(listImages(`${place}:1.0`, REQUEST)).rejects.toThrow(UsageError)
  await expect(listImages('oci:somewhere', REQUEST)).rejects.toThrow(UsageError)
})

test('tags come in pages, and pages that lead in a circle are refused', async () => {
  let circle = false
  const server = createServer((request, response) => {
    const { searchParams, pathname } = new URL(request.url!, 'http://registry')
    if (pathname === '/v2/') return response.end('{}')
    if (!pathname.endsWith('/tags/list')) return response.writeHead(404).end('{"errors":[]}')
    const last = searchParams.get('last')
    const next = last === null ? 'b' : circle ? last : undefined
    const link = next === undefined ? {} : { link: `</v2/app/tags/list?last=${next}>; rel="next"` }
    return response
      .writeHead(200, { 'content-type': 'application/json', ...link })
      .end(JSON.stringify({ name: 'app', tags: last === null ? ['a', 'b'] : ['c'] }))
  })
  await using listening = await listen(server)
  const place = `127.0.0.1:${listening.port}/app`
  const { images } = await listImages(place, REQUEST)
  expect(images.map(({ names }) => names[0])).toEqual(['a', 'b', 'c'].map((tag) => `${place}:${tag}`))
  expect(images.every(({ problem }) => problem !== null)).toBe(true)
  circle = true
  await expect(listImages(place, REQUEST)).rejects.toThrow(/leads back/)
})
