import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { BrokenImageError, InterruptedError, UnavailableError, UsageError } from '../../src/errors.ts'
import { copyImage, withOpenImages } from '../../src/index.ts'
import { contentOf, copied, copyFailure, digestsOf } from '../support/copy.ts'
import { noise } from '../support/noise.ts'
import { needProgram } from '../support/programs.ts'
import { COMMITTED_IMAGES, committedLayout } from './support/committed-images.ts'
import { type DockerRegistry, type DockerRegistryOptions, startDockerRegistry } from './support/docker-registry.ts'
import { cutAfter, type ProxyFault, startFaultProxy } from './support/fault-proxy.ts'
import { runProgram } from './support/run-program.ts'
import { type SampleImage, writeSampleImage } from './support/sample-image.ts'
import { type TemporaryDirectory, temporaryDirectory } from './support/temporary-directory.ts'

let scratch: TemporaryDirectory
let sample: SampleImage
/** The sample image's reference. */
let source: string

beforeAll(async () => {
  scratch = await temporaryDirectory()
  sample = await writeSampleImage(join(scratch.path, 'sample'))
  source = `oci:${sample.layout.directory}`
})
afterAll(() => scratch[Symbol.asyncDispose]())

function startRegistry(context: TestContext, options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  needProgram(context, 'docker-registry')
  return startDockerRegistry(options)
}

/** A registry behind a proxy that notes requests and faults. */
async function startFaulty(context: TestContext, fault?: ProxyFault) {
  await using resources = new AsyncDisposableStack()
  const registry = resources.use(await startRegistry(context))
  const proxy = resources.use(await startFaultProxy(registry.host, fault))
  const kept = resources.move()
  return {
    ...proxy,
    methods: () => proxy.requests.map(({ method }) => method).filter((method) => method !== 'GET'),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

async function hasTag(image: string): Promise<boolean> {
  const [host, ...name] = image.split('/')
  const [repository, tag] = name.join('/').split(':')
  const response = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, {
    headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
  })
  await response.arrayBuffer()
  return response.ok
}

describe('an image that is copied to a docker-registry', () => {
  test.for(COMMITTED_IMAGES)('is the same there: %s', async (name, context) => {
    await using registry = await startRegistry(context)
    const layout = `oci:${committedLayout(name)}`
    const destination = `${registry.host}/test/image:1.0`
    expect(await copied(layout, destination)).toMatchObject({ destination, sameManifest: true })
    expect(await contentOf(destination)).toEqual(await contentOf(layout))
  })

  test('is what skopeo finds: the same manifest to the byte', async (context) => {
    needProgram(context, 'skopeo')
    await using registry = await startRegistry(context)
    const { digest } = await copied(source, `${registry.host}/test/image:1.0`)
    const image = `docker://${registry.host}/test/image:1.0`
    const manifest = await runProgram('skopeo', 'inspect', '--raw', '--tls-verify=false', image)
    expect(`sha256:${createHash('sha256').update(manifest).digest('hex')}`).toBe(digest)
    expect(digest).toBe(sample.manifest.digest)
    await runProgram('skopeo', 'copy', '--src-tls-verify=false', '--insecure-policy', image, `dir:${scratch.path}/dir`)
  })

  test("keeps a manifest of Docker's type", async (context) => {
    needProgram(context, 'skopeo')
    await using registry = await startRegistry(context)
    const push = ['copy', '--insecure-policy', '--dest-tls-verify=false', '--format', 'v2s2']
    await runProgram('skopeo', ...push, `${source}:latest`, `docker://${registry.host}/test/docker:1.0`)
    const document = await copied(`${registry.host}/test/docker:1.0`, `${registry.host}/other/docker:2.0`)
    expect(document).toMatchObject({
      mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      sameManifest: true,
      layers: [{ transfer: 'mounted' }, { transfer: 'mounted' }],
    })
  })

  test('is not sent again: a second copy only asks what is there', async (context) => {
    await using registry = await startFaulty(context)
    await copied(source, `${registry.host}/test/image:1.0`)
    const before = registry.methods().length
    const { layers } = await copied(source, `${registry.host}/test/image:2.0`)
    expect(layers.map(({ transfer }) => transfer)).toEqual(['present', 'present'])
    expect(registry.methods().slice(before)).toEqual(['HEAD', 'HEAD', 'HEAD', 'PUT'])
  })

  test('is taken over from another repository without its layers being downloaded', async (context) => {
    await using registry = await startFaulty(context)
    await copied(source, `${registry.host}/test/image:1.0`)
    const before = registry.requests.length
    const { layers } = await copied(`${registry.host}/test/image:1.0`, `${registry.host}/test/copy:1.0`)
    expect(layers.map(({ transfer }) => transfer)).toEqual(['mounted', 'mounted'])
    const fetched = registry.requests.slice(before).filter(({ method }) => method === 'GET')
    const layerDigests = sample.layers.map(({ digest }) => digest)
    expect(fetched.filter(({ path }) => layerDigests.some((digest) => path.includes(digest)))).toEqual([])
    expect(await digestsOf(`${registry.host}/test/copy:1.0`)).toEqual(await digestsOf(source))
  })

  test('comes from elsewhere, and has its registry take over layers of another image that is there', async (context) => {
    await using registry = await startFaulty(context)
    const there = `${registry.host}/test/image:1.0`
    await copied(source, there)
    const options = { platform: 'linux/amd64', env: { HOME: '/nonexistent' } }
    const { layers } = await withOpenImages([{ reference: source }, { reference: there }], options, ([image, origin]) =>
      copyImage(image!, `${registry.host}/test/copy:1.0`, { ...options, origin }),
    )
    expect(layers.map(({ transfer }) => transfer)).toEqual(['mounted', 'mounted'])
  })

  test('may come from a root filesystem, whose layer is made as it goes', async (context) => {
    await using registry = await startFaulty(context)
    const rootfs = `rootfs:${committedLayout('static')}`
    const destination = `${registry.host}/test/rootfs:1.0`
    expect(await copied(rootfs, destination)).toMatchObject({ sameManifest: false, layers: [{ transfer: 'written' }] })
    expect(registry.methods()).toContain('PATCH')
    const { filesystem, config, size } = await contentOf(destination)
    const known = await contentOf(rootfs)
    expect({ filesystem, config, tarBytes: size.tarBytes }).toEqual({
      filesystem: known.filesystem,
      config: known.config,
      tarBytes: known.size.tarBytes,
    })
  })

  test('names a tag, and not a digest', async () => {
    const error = await copyFailure(source, `registry.example/image@${sample.manifest.digest}`)
    expect(error).toBeInstanceOf(UsageError)
  })
})

describe('a broken push', () => {
  test('of a layer is made again, and the upload that broke is given up', async (context) => {
    let cuts = 0
    await using registry = await startFaulty(context, (exchange) => {
      const isLarge = exchange.method === 'PUT' && Number(exchange.request.headers['content-length']) > 1e6
      return isLarge && cuts++ === 0 ? cutAfter(500_000, exchange) : false
    })
    const destination = `${registry.host}/test/image:1.0`
    await copied(source, destination)
    expect(registry.methods().filter((method) => method === 'DELETE')).toHaveLength(1)
    expect(await digestsOf(destination)).toEqual(await digestsOf(source))
  })

  test('whose answer got lost is found to have succeeded', async (context) => {
    await using registry = await startFaulty(context, ({ method, path, earlier, request, response }) => {
      if (method !== 'PUT' || !path.includes('/uploads/') || earlier > 0) return false
      // the registry gets all of it, and the client no answer
      response.writeHead = () => {
        request.socket.destroy()
        return response
      }
      return false
    })
    const { layers } = await copied(source, `${registry.host}/test/image:1.0`)
    expect(layers.map(({ transfer }) => transfer).sort()).toEqual(['present', 'written'])
  })

  test('of bytes that are there only once ends with a sentence, and no tag', async (context) => {
    await using registry = await startFaulty(context, (exchange) =>
      exchange.method === 'PATCH' ? cutAfter(1, exchange) : false,
    )
    const destination = `${registry.host}/test/rootfs:1.0`
    const error = await copyFailure(`rootfs:${sample.layout.directory}`, destination)
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(
      /closed the connection\. A layer that is made as it goes cannot be sent twice; try again\.$/,
    )
    expect(registry.methods()).toContain('DELETE')
    expect(await hasTag(destination)).toBe(false)
  })

  test('leaves the tag where it was', async (context) => {
    const other = await writeSampleImage(join(scratch.path, 'other'), 2048)
    let isFaulty = false
    await using registry = await startFaulty(context, ({ method, path, response }) => {
      const isRefused = isFaulty && method === 'PUT' && path.includes('/uploads/')
      if (isRefused) response.writeHead(400).end()
      return isRefused
    })
    const destination = `${registry.host}/test/image:1.0`
    await copied(source, destination)
    isFaulty = true
    expect(await copyFailure(`oci:${other.layout.directory}`, destination)).toBeInstanceOf(UnavailableError)
    expect(await digestsOf(destination)).toMatchObject({ manifest: sample.manifest.digest })
  })

  test.for(['changed', 'cut short', 'too long'])('of a layer that is %s leaves no tag', async (fault, context) => {
    await using registry = await startRegistry(context)
    const { layout, layers } = await writeSampleImage(join(scratch.path, fault))
    const { digest } = layers[0]!
    const bytes = layout.read(digest)
    if (fault === 'changed') bytes[500_000]! ^= 1
    const broken = { changed: bytes, 'cut short': bytes.subarray(0, -10), 'too long': Buffer.concat([bytes, bytes]) }
    layout.overwrite(digest, broken[fault as keyof typeof broken])
    const destination = `${registry.host}/test/image:1.0`
    const error = await copyFailure(`oci:${layout.directory}`, destination)
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(error.message).toContain(digest)
    expect(await hasTag(destination)).toBe(false)
  })

  test('that is interrupted leaves no tag', async (context) => {
    const controller = new AbortController()
    await using registry = await startFaulty(context, ({ method, path }) => {
      if (method === 'PUT' && path.includes('/uploads/')) controller.abort()
      return false
    })
    const destination = `${registry.host}/test/image:1.0`
    const error = await copyFailure(source, destination, { signal: controller.signal })
    expect(error).toBeInstanceOf(InterruptedError)
    expect(await hasTag(destination)).toBe(false)
  })
})

describe('a registry that refuses a push says so in one sentence', () => {
  test('it is read-only (405)', async (context) => {
    await using registry = await startRegistry(context, { readOnly: true })
    const error = await copyFailure(source, `${registry.host}/test/image:1.0`)
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/^\S+ takes no pushes: it is read-only/)
  })

  test.for([
    [413, /^\S+ refuses the upload of blob sha256:\w+ to test\/image as too large; the limit is/],
    [404, /^\S+ has no repository test\/image to push to; check its name/],
    [403, /^\S+ lets nobody push without a login to test\/image; log in with "docker login/],
    [507, /^\S+ answered 507 to the upload of blob/],
  ] as const)('%i', async ([status, sentence], context) => {
    await using registry = await startFaulty(context, ({ method, path, response }) => {
      const isUpload = method === 'PUT' && path.includes('/uploads/')
      if (isUpload) response.writeHead(status, { connection: 'close' }).end()
      return isUpload
    })
    const error = await copyFailure(source, `${registry.host}/test/image:1.0`)
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(sentence)
    expect(error.message).not.toContain('\n')
  })

  test('a blob is too large, said before all of it was sent', async (context) => {
    const big = new LayerBuilder().file('noise', noise(16 * 1024 * 1024, 'big'))
    const { directory } = writeLayout(join(scratch.path, 'big'), { layers: [{ tar: await big.build() }] })
    await using registry = await startFaulty(context, ({ method, path, request, response }) => {
      const isTooLarge =
        method === 'PUT' && path.includes('/uploads/') && Number(request.headers['content-length']) > 1e6
      if (isTooLarge) response.writeHead(413, { connection: 'close' }).end()
      return isTooLarge
    })
    const error = await copyFailure(`oci:${directory}`, `${registry.host}/test/image:1.0`)
    expect(error.message).toContain('as too large')
  })
})
