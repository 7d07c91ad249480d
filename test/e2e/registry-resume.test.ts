import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { BrokenImageError, InterruptedError, UnavailableError } from '../../src/errors.ts'
import { toDigest } from '../../src/oci/digest.ts'
import { downloadBlob } from '../../src/registry/download-blob.ts'
import type { RegistryOptions } from '../../src/registry/options.ts'
import { needProgram } from '../support/programs.ts'
import { createAuthority } from './support/certificates.ts'
import { createClient, failureOf } from './support/client.ts'
import { startCuttingProxy } from './support/cutting-proxy.ts'
import { startDockerRegistry } from './support/docker-registry.ts'
import { type Fault, startFaultyRegistry } from './support/faulty-registry.ts'
import { writeSampleImage } from './support/sample-image.ts'
import { skopeoPush } from './support/skopeo.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { ISSUER, SERVICE, startTokenServer } from './support/token-server.ts'

const MIB = 1024 * 1024

/** A registry with faults, a client of it, and the descriptor of a layer of more than 4 MiB. */
async function setUp(fault: Fault, options: Partial<RegistryOptions> = {}, layerBytes = 4 * MIB) {
  await using resources = new AsyncDisposableStack()
  const { path } = resources.use(await temporaryDirectory())
  const { layers } = await writeSampleImage(path, layerBytes)
  const registry = resources.use(await startFaultyRegistry(path, fault))
  const client = resources.use(createClient(registry.host, options))
  const kept = resources.move()
  const ranges = () => registry.requests.filter((request) => request.path.includes('/blobs/')).map(({ range }) => range)
  return { ...client, layer: layers[0]!, ranges, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** Sends the head of a blob's answer, and some of its bytes. */
function begin({ response, blob }: Parameters<Fault>[0], bytes: number, then: () => void): boolean {
  response.writeHead(200, { 'content-length': blob?.length })
  response.write(blob?.subarray(0, bytes), then)
  return true
}

describe('a blob whose connection breaks', () => {
  test('goes on where it stopped, after a docker-registry behind a proxy that cuts it twice', async (context) => {
    for (const program of ['docker-registry', 'skopeo']) needProgram(context, program)
    await using directory = await temporaryDirectory()
    await using registry = await startDockerRegistry()
    const { layers } = await writeSampleImage(directory.path, 2 * MIB)
    await skopeoPush(directory.path, `${registry.host}/test/image`)
    await using proxy = await startCuttingProxy(registry.host, { cuts: 2, bytes: 300_000 })
    await using client = createClient(proxy.host)

    expect(await client.digestOf(layers[0]!)).toBe(layers[0]!.digest)
    expect(proxy.ranges).toEqual([null, 'bytes=300000-', 'bytes=600000-'])
    expect(proxy.statuses).toEqual([200, 206, 206])
  })

  test('goes on with a new token where the first has expired in the meantime', async (context) => {
    for (const program of ['docker-registry', 'skopeo', 'openssl']) needProgram(context, program)
    await using directory = await temporaryDirectory()
    const signer = await createAuthority(directory.path)
    const login = { username: 'someone', password: 'secret' }
    await using tokens = await startTokenServer(signer, { ...login, refreshToken: 'refresh' })
    const token = { realm: tokens.realm, service: SERVICE, issuer: ISSUER, rootCertificate: signer.certificate }
    await using registry = await startDockerRegistry({ token })
    const { layers } = await writeSampleImage(directory.path, 2 * MIB)
    await skopeoPush(directory.path, `${registry.host}/test/image`, '--dest-creds=someone:secret')
    const pushed = tokens.exchanges.length

    tokens.lifetime = 4
    await using proxy = await startCuttingProxy(registry.host, { cuts: 1, bytes: 300_000 })
    const expire = async (): Promise<void> => {
      await delay(4_100)
      tokens.lifetime = 300
    }
    await using client = createClient(proxy.host, { ...login, retry: { sleep: expire } })
    expect(await client.digestOf(layers[0]!)).toBe(layers[0]!.digest)
    // The challenge, the whole blob until it is cut, the rest with the old token, the rest with a new one.
    expect(proxy.statuses).toEqual([401, 200, 401, 206])
    expect(proxy.ranges).toEqual([null, null, 'bytes=300000-', 'bytes=300000-'])
    expect(tokens.exchanges.length - pushed).toBe(2)
  })

  test('skips what it has seen where the server ignores ranges', async () => {
    await using registry = await setUp((exchange) => {
      const { earlier, blob, response } = exchange
      if (blob === null) return false
      if (earlier === 0) return begin(exchange, 100_000, () => response.destroy())
      response.end(blob)
      return true
    })
    expect(await registry.digestOf(registry.layer)).toBe(registry.layer.digest)
    expect(registry.ranges()).toEqual([null, 'bytes=100000-'])
  })

  test('does not take another range for the one that it asked for', async () => {
    await using registry = await setUp((exchange) => {
      const { earlier, blob, response } = exchange
      if (blob === null) return false
      if (earlier === 0) return begin(exchange, 100_000, () => response.destroy())
      if (earlier > 1) return false
      response.writeHead(206, { 'content-range': `bytes 100001-${blob.length - 1}/${blob.length}` })
      response.end(blob.subarray(100_001))
      return true
    })
    expect(await registry.digestOf(registry.layer)).toBe(registry.layer.digest)
    expect(registry.ranges()).toEqual([null, 'bytes=100000-', 'bytes=100000-'])
  })

  test('goes on after a stall', async () => {
    await using registry = await setUp(
      (exchange) => exchange.blob !== null && exchange.earlier === 0 && begin(exchange, 100_000, () => {}),
      { stallTimeout: 200 },
    )
    expect(await registry.digestOf(registry.layer)).toBe(registry.layer.digest)
    expect(registry.ranges()).toEqual([null, 'bytes=100000-'])
  })

  test('is given up where the server stalls again and again', async () => {
    await using registry = await setUp((exchange) => exchange.blob !== null && begin(exchange, 10, () => {}), {
      stallTimeout: 100,
      retry: { attempts: 3 },
    })
    const error = await failureOf(registry.digestOf(registry.layer))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/stalls.*Gave up after 3 attempts/)
  })

  test('is given up where each connection brings a byte and breaks: that is no progress', async () => {
    await using registry = await setUp((exchange) => {
      const { blob, request, response } = exchange
      if (blob === null) return false
      const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0])
      response.writeHead(start > 0 ? 206 : 200, { 'content-range': `bytes ${start}-${blob.length - 1}/${blob.length}` })
      response.write(blob.subarray(start, start + 1), () => response.destroy())
      return true
    })
    expect(await failureOf(registry.digestOf(registry.layer))).toBeInstanceOf(UnavailableError)
    expect(registry.ranges()).toHaveLength(5)
  })

  test('forgets earlier failures once it gets ahead', async () => {
    const cuts = 8
    await using registry = await setUp((exchange) => {
      const { blob, earlier, request, response } = exchange
      if (blob === null || earlier >= cuts) return false
      const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0])
      response.writeHead(start > 0 ? 206 : 200, { 'content-range': `bytes ${start}-${blob.length - 1}/${blob.length}` })
      response.write(blob.subarray(start, start + 300_000), () => response.destroy())
      return true
    })
    expect(await registry.digestOf(registry.layer)).toBe(registry.layer.digest)
    expect(registry.ranges()).toHaveLength(cuts + 1)
  })

  test('is whole where the connection breaks after the last byte', async () => {
    await using registry = await setUp(({ blob, response }) => {
      if (blob === null) return false
      response.writeHead(200) // chunked: the end is never announced
      response.write(blob, () => response.destroy())
      return true
    })
    expect(await registry.digestOf(registry.layer)).toBe(registry.layer.digest)
    expect(registry.ranges()).toEqual([null])
  })
})

describe('a blob that is not as long as its descriptor says', () => {
  test.each([1, -1])('is broken where the answer states it (%i byte)', async (difference) => {
    await using registry = await setUp(() => false)
    const layer = { ...registry.layer, size: registry.layer.size + difference }
    const error = await failureOf(registry.digestOf(layer))
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(error.message).toContain(layer.digest)
  })

  test('is broken where the server sends on and on', async () => {
    const block = Buffer.alloc(64 * 1024)
    await using registry = await setUp(({ blob, response }) => {
      if (blob === null) return false
      response.writeHead(200).write(blob)
      response.on('drain', () => response.write(block))
      response.write(block)
      return true
    })
    const error = await failureOf(registry.digestOf(registry.layer))
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(error.message).toMatch(/more than the \d+ bytes/)
  })

  test('is broken where the server has no more to send', async () => {
    await using registry = await setUp(({ blob, earlier, response }) => {
      if (blob === null) return false
      if (earlier > 0) response.writeHead(416).end()
      else response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(blob.subarray(0, 1000))
      return true
    })
    const error = await failureOf(registry.digestOf(registry.layer))
    expect(error).toBeInstanceOf(BrokenImageError)
    expect(error.message).toMatch(/fewer than the \d+ bytes/)
  })
})

describe('a blob that nobody wants any longer', () => {
  test('is not read to its end when the reader stops', async () => {
    let closed: Promise<unknown> | undefined
    await using registry = await setUp((exchange) => {
      if (exchange.blob === null) return false
      closed = once(exchange.response, 'close')
      return begin(exchange, 1000, () => {})
    })
    const { digest, size } = registry.layer
    for await (const chunk of downloadBlob(registry.client, { digest: toDigest(digest, 'the test'), size })) {
      expect(chunk.length).toBe(1000)
      break
    }
    await closed
  })

  test('ends at once when the signal aborts, without another attempt', async () => {
    const controller = new AbortController()
    await using registry = await setUp(
      (exchange) => exchange.blob !== null && begin(exchange, 1000, () => controller.abort()),
    )
    expect(await failureOf(registry.digestOf(registry.layer, controller.signal))).toBeInstanceOf(InterruptedError)
    expect(registry.ranges()).toEqual([null])
  })

  test('ends at once when the client closes', async () => {
    await using registry = await setUp(
      (exchange) => exchange.blob !== null && begin(exchange, 1000, () => void registry.client.close()),
    )
    expect(await failureOf(registry.digestOf(registry.layer))).toBeInstanceOf(InterruptedError)
  })
})

test('a reader that does not keep up holds the server back', async () => {
  const size = 64 * MIB
  const block = Buffer.alloc(64 * 1024)
  let sent = 0
  await using registry = await setUp(
    ({ blob, response }) => {
      if (blob === null) return false
      response.writeHead(200, { 'content-length': size })
      const pump = (): void => {
        while (sent < size) {
          sent += block.length
          if (!response.write(block)) return
        }
        response.end()
      }
      response.on('drain', pump)
      pump()
      return true
    },
    {},
    1000,
  )
  const digest = toDigest(registry.layer.digest, 'the test')
  const chunks = downloadBlob(registry.client, { digest, size })[Symbol.asyncIterator]()
  await chunks.next()
  // Until the sockets' buffers are full, and then no more.
  let before = -1
  while (before !== sent) {
    before = sent
    await delay(200)
  }
  expect(sent).toBeLessThan(size / 2)
  await chunks.return(undefined)
})
