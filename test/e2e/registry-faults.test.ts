import { describe, expect, test } from 'vitest'
import { LayoutBuilder, tagged } from '../../fixtures/image-builder.ts'
import { BrokenImageError, InterruptedError, LimitError, UnavailableError } from '../../src/errors.ts'
import { fetchManifest } from '../../src/registry/fetch-manifest.ts'
import type { RegistryOptions } from '../../src/registry/options.ts'
import { createClient, failureOf } from './support/client.ts'
import { type Fault, startFaultyRegistry } from './support/faulty-registry.ts'
import { pull, pullFailure } from './support/pull.ts'
import { type SampleImage, writeSampleImage } from './support/sample-image.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

/** A registry with the sample image and a fault, and a client of it. */
async function setUp(fault: Fault, options: Partial<RegistryOptions> = {}) {
  await using resources = new AsyncDisposableStack()
  const { path } = resources.use(await temporaryDirectory())
  const sample: SampleImage = await writeSampleImage(path)
  const { host, requests } = resources.use(await startFaultyRegistry(path, fault))
  const client = resources.use(createClient(host, options))
  const kept = resources.move()
  return { ...client, ...sample, host, requests, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

const isManifest = (path: string): boolean => path.includes('/manifests/')

describe('a registry that is busy or out of order', () => {
  test.each([429, 500, 502, 503, 504])('is asked again after %i', async (status) => {
    await using registry = await setUp(({ path, earlier, response }) => {
      if (!isManifest(path) || earlier > 1) return false
      response.writeHead(status).end()
      return true
    })
    const { descriptor } = await fetchManifest(registry.client, 'latest')
    expect(descriptor.digest).toBe(registry.manifest.digest)
    expect(registry.waits).toHaveLength(2)
  })

  test('is left alone as long as its Retry-After says', async () => {
    await using registry = await setUp(({ path, earlier, response }) => {
      if (path === '/v2/' || earlier > 0) return false
      response.writeHead(429, { 'retry-after': '17' }).end()
      return true
    })
    await fetchManifest(registry.client, 'latest')
    expect(await registry.digestOf(registry.layers[0]!)).toBe(registry.layers[0]!.digest)
    expect(registry.waits).toEqual([17_000, 17_000])
  })

  test('is given up after five attempts', async () => {
    await using registry = await setUp(({ path, response }) => {
      if (!isManifest(path)) return false
      response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>down</h1>')
      return true
    })
    const error = await failureOf(fetchManifest(registry.client, 'latest'))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/503 Service Unavailable.*Gave up after 5 attempts/)
    expect(registry.requests.filter(({ path }) => isManifest(path))).toHaveLength(5)
  })

  test('is asked again when it resets the connection', async () => {
    await using registry = await setUp(({ path, earlier, request }) => {
      if (!isManifest(path) || earlier > 0) return false
      request.socket.resetAndDestroy()
      return true
    })
    const { descriptor } = await fetchManifest(registry.client, 'latest')
    expect(descriptor.digest).toBe(registry.manifest.digest)
  })

  test('is given up when it takes requests and never answers', async () => {
    await using registry = await setUp(({ path }) => isManifest(path), { stallTimeout: 100, retry: { attempts: 2 } })
    const error = await failureOf(fetchManifest(registry.client, 'latest'))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/does not answer\. Gave up after 2 attempts/)
  })

  test('is left at once when the signal aborts', async () => {
    const controller = new AbortController()
    await using registry = await setUp(({ path }) => {
      if (isManifest(path)) controller.abort()
      return isManifest(path)
    })
    const error = await failureOf(fetchManifest(registry.client, 'latest', controller.signal))
    expect(error).toBeInstanceOf(InterruptedError)
  })

  test('is not waited for where there is none', async () => {
    await using client = createClient('127.0.0.1:1')
    const error = await failureOf(fetchManifest(client.client, 'latest'))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/127\.0\.0\.1:1 refuses connections/)
    expect(client.waits).toEqual([])
  })
})

describe('an answer that is no registry’s', () => {
  test.each([200, 404])('is told where it is a web page (%i)', async (status) => {
    await using registry = await setUp(({ response }) => {
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end('<html>Welcome</html>')
      return true
    })
    const error = await failureOf(fetchManifest(registry.client, 'latest'))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/answered with a web page \(text\/html\).*is it a registry\?/)
  })

  test('says no more of itself than one line, without control characters', async () => {
    await using registry = await setUp(({ path, response }) => {
      if (!isManifest(path)) return false
      const errors = [{ code: 'DENIED', message: `\u001b[2J\nfirst\r\nsecond ${'x'.repeat(10_000)}` }]
      response.writeHead(418, { 'content-type': 'application/json' }).end(JSON.stringify({ errors }))
      return true
    })
    const { message } = await failureOf(fetchManifest(registry.client, 'latest'))
    expect(message).toMatch(/418.*first second x/)
    expect(message).not.toMatch(/\p{Cc}/u)
    expect(message.length).toBeLessThan(500)
  })
})

describe('a manifest', () => {
  test('of 100 MB is refused before it is read, where its length is stated', async () => {
    await using registry = await setUp(({ path, response }) => {
      if (!isManifest(path)) return false
      response.writeHead(200, { 'content-length': 100_000_000 }).write('{')
      return true
    })
    const error = await failureOf(fetchManifest(registry.client, 'latest'))
    expect(error).toBeInstanceOf(LimitError)
    expect(error.message).toContain('--max-manifest-size')
  })

  test('of 100 MB is not read to its end, where its length is not stated', async () => {
    const block = Buffer.alloc(64 * 1024, ' ')
    let sent = 0
    await using registry = await setUp(({ path, response }) => {
      if (!isManifest(path)) return false
      const pump = (): void => {
        sent += block.length
        if (sent < 100_000_000) response.write(block, pump)
        else response.end()
      }
      pump()
      return true
    })
    expect(await failureOf(fetchManifest(registry.client, 'latest'))).toBeInstanceOf(LimitError)
    expect(sent).toBeLessThan(50_000_000)
  })

  test('is broken where its bytes are not those of the digest that was asked for', async () => {
    await using registry = await setUp(({ path, response }) => {
      if (!isManifest(path)) return false
      response.end('{"schemaVersion":2}')
      return true
    })
    const error = await failureOf(fetchManifest(registry.client, registry.manifest.digest))
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(error.message).toContain(registry.manifest.digest)
  })

  test('is broken where its bytes are not those of the digest that the registry states', async () => {
    await using registry = await setUp(({ path, response }) => {
      if (!isManifest(path)) return false
      response.writeHead(200, { 'docker-content-digest': registry.manifest.digest }).end('{"schemaVersion":2}')
      return true
    })
    expect(await failureOf(fetchManifest(registry.client, 'latest'))).toBeInstanceOf(BrokenImageError)
  })

  test('is broken where it is cut short', async () => {
    await using registry = await setUp(({ path, response }) => {
      if (!isManifest(path)) return false
      response.writeHead(200, { 'content-length': 500 })
      response.write('{"schemaVersion":2,', () => response.destroy())
      return true
    })
    expect(await failureOf(fetchManifest(registry.client, 'latest'))).toBeInstanceOf(UnavailableError)
  })

  test('is told by its content where the server does not know its media type', async () => {
    await using registry = await setUp(({ manifest, response }) => {
      if (manifest === null) return false
      response.writeHead(200, { 'content-type': 'application/json' }).end(manifest)
      return true
    })
    const { descriptor } = await fetchManifest(registry.client, 'latest')
    expect(descriptor.mediaType).toBe(registry.manifest.mediaType)
  })
})

describe('an index', () => {
  test('within an index leads to its image', async () => {
    await using directory = await temporaryDirectory()
    const { layout, manifest } = await writeSampleImage(directory.path)
    const inner = layout.nestedIndex([{ ...manifest, platform: { os: 'linux', architecture: 'amd64' } }])
    layout.writeIndex([tagged(layout.nestedIndex([inner]), 'latest')])
    await using registry = await startFaultyRegistry(directory.path)
    expect((await pull(`${registry.host}/test/image`)).digest).toBe(manifest.digest)
  })

  test('that contains itself is broken', async () => {
    await using directory = await temporaryDirectory()
    const layout = new LayoutBuilder(directory.path)
    const digest = `sha256:${'a'.repeat(64)}`
    const entry = { mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: 0 }
    const bytes = JSON.stringify({ schemaVersion: 2, mediaType: entry.mediaType, manifests: [entry] })
    layout.writeIndex([])
    // No digest can be its own preimage: such a registry has to lie about it.
    await using registry = await startFaultyRegistry(directory.path, ({ path, response }) => {
      if (!isManifest(path)) return false
      response.writeHead(200, { 'content-type': entry.mediaType }).end(bytes)
      return true
    })
    const error = await pullFailure(`${registry.host}/test/image`)
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(registry.requests.length).toBeLessThan(10)
  })
})

test('a config that is not what the manifest promises is broken', async () => {
  await using registry = await setUp(({ blob, response }) => {
    if (blob === null || blob.length > 1000) return false
    response.end(Buffer.alloc(blob.length, ' '))
    return true
  })
  const error = await pullFailure(`${registry.host}/test/image`)
  expect(error).toBeInstanceOf(BrokenImageError)
  expect(error.message).toMatch(/config/)
})

test('a foreign layer that the registry does not keep is named as such', async () => {
  await using directory = await temporaryDirectory()
  const layout = new LayoutBuilder(directory.path)
  const foreign = { urls: ['https://elsewhere.invalid/layer'] }
  const image = layout.image({ layers: [{ tar: new Uint8Array(1024), absent: true, descriptor: foreign }] })
  layout.writeIndex([tagged(image, 'latest')])
  await using registry = await startFaultyRegistry(directory.path)
  const error = await pullFailure(`${registry.host}/test/image`)
  expect(error).toBeInstanceOf(UnavailableError)
  expect(error.message).toMatch(/foreign layer.*elsewhere\.invalid/)
})
