import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { UnavailableError } from '../../src/errors.ts'
import { fetchManifest } from '../../src/registry/fetch-manifest.ts'
import type { RegistryOptions } from '../../src/registry/options.ts'
import { createClient, failureOf } from './support/client.ts'
import { type Fault, startFaultyRegistry } from './support/faulty-registry.ts'
import { writeSampleImage } from './support/sample-image.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

const LOGIN = { username: 'someone', password: 'secret' }
const BASIC = `Basic ${Buffer.from('someone:secret').toString('base64')}`

/** A registry that asks for a login and faults, a second server on another port, and a client that has the login. */
async function setUp(fault: (storage: string) => Fault, options: Partial<RegistryOptions> = {}, storageFault?: Fault) {
  await using resources = new AsyncDisposableStack()
  const { path } = resources.use(await temporaryDirectory())
  const sample = await writeSampleImage(path)
  const storage = resources.use(await startFaultyRegistry(path, storageFault))
  const registry = resources.use(await startFaultyRegistry(path, fault(storage.host)))
  const client = resources.use(createClient(registry.host, { ...LOGIN, ...options }))
  const kept = resources.move()
  return { ...client, ...sample, storage, registry, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

function redirect(response: ServerResponse, location: string, status = 307): true {
  response.writeHead(status, { location }).end()
  return true
}

/** Asks for a login in some way, where there is none. */
function challenge({ request, path, response }: Parameters<Fault>[0], how: string): boolean {
  if (path === '/v2/' || request.headers.authorization !== undefined) return false
  response.writeHead(401, { 'www-authenticate': how }).end()
  return true
}

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('to another host is followed without Authorization (%i)', async (status) => {
    await using setting = await setUp((storage) => (exchange) => {
      if (challenge(exchange, 'Basic realm="test"')) return true
      return exchange.blob !== null && redirect(exchange.response, `http://${storage}${exchange.path}`, status)
    })
    expect(await setting.digestOf(setting.layers[0]!)).toBe(setting.layers[0]!.digest)
    expect(setting.registry.requests.at(-1)?.authorization).toBe(BASIC)
    expect(setting.storage.requests).toMatchObject([{ authorization: null }])
  })

  test('that a resumed blob meets keeps its range, and goes without Authorization too', async () => {
    await using setting = await setUp(
      (storage) => (exchange) => {
        if (challenge(exchange, 'Basic realm="test"')) return true
        return exchange.blob !== null && redirect(exchange.response, `http://${storage}${exchange.path}`)
      },
      {},
      ({ blob, earlier, response }) => {
        if (blob === null || earlier > 0) return false
        response.writeHead(200, { 'content-length': blob.length })
        response.write(blob.subarray(0, 1000), () => response.destroy())
        return true
      },
    )
    expect(await setting.digestOf(setting.layers[0]!)).toBe(setting.layers[0]!.digest)
    expect(setting.storage.requests).toMatchObject([
      { authorization: null, range: null },
      { authorization: null, range: 'bytes=1000-' },
    ])
  })

  test('within the registry keeps Authorization', async () => {
    await using setting = await setUp(() => (exchange) => {
      if (challenge(exchange, 'Basic realm="test"')) return true
      if (!exchange.path.endsWith('/manifests/latest')) return false
      return redirect(exchange.response, '/v2/other/manifests/stable')
    })
    await fetchManifest(setting.client, 'latest')
    expect(setting.registry.requests.at(-1)).toMatchObject({
      path: '/v2/other/manifests/stable',
      authorization: BASIC,
    })
  })

  test('to a host that asks for a login gets none', async () => {
    await using setting = await setUp(
      (storage) => (exchange) => {
        if (challenge(exchange, 'Basic realm="test"')) return true
        return exchange.blob !== null && redirect(exchange.response, `http://${storage}${exchange.path}`)
      },
      {},
      (exchange) => challenge(exchange, 'Basic realm="phishing"'),
    )
    expect(await failureOf(setting.digestOf(setting.layers[0]!))).toBeInstanceOf(UnavailableError)
    expect(setting.storage.requests).toMatchObject([{ authorization: null }])
  })

  test('without end is given up', async () => {
    await using setting = await setUp(() => ({ path, response }) => {
      return path !== '/v2/' && redirect(response, `${path}x`)
    })
    const error = await failureOf(fetchManifest(setting.client, 'latest'))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/redirects without end/)
    expect(setting.waits).toEqual([])
  })

  test.each(['file:///etc/passwd', 'http://[', 'gopher://x/'])('to %s is refused', async (location) => {
    await using setting = await setUp(
      () =>
        ({ path, response }) =>
          path !== '/v2/' && redirect(response, location),
    )
    const error = await failureOf(fetchManifest(setting.client, 'latest'))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/redirects to something that is not an HTTP address/)
  })

  test('to plain HTTP on another machine is refused', async () => {
    await using setting = await setUp(() => ({ path, response }) => {
      return path !== '/v2/' && redirect(response, 'http://storage.invalid/blob')
    })
    const error = await failureOf(fetchManifest(setting.client, 'latest'))
    expect(error.message).toMatch(/redirects to plain HTTP at storage\.invalid/)
  })
})

describe('a token server', () => {
  test('gets the login by plain HTTP only on this machine', async () => {
    await using setting = await setUp(() => (exchange) => {
      return challenge(exchange, 'Bearer realm="http://tokens.invalid/token",service="s"')
    })
    const error = await failureOf(fetchManifest(setting.client, 'latest'))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/plain HTTP, tokens\.invalid/)
  })

  test('that redirects to another host takes no login there', async () => {
    await using setting = await setUp((storage) => (exchange) => {
      if (exchange.path.startsWith('/token')) return redirect(exchange.response, `http://${storage}/token`)
      return challenge(exchange, `Bearer realm="http://${exchange.request.headers.host}/token",service="s"`)
    })
    await failureOf(fetchManifest(setting.client, 'latest'))
    expect(setting.registry.requests.at(-1)).toMatchObject({ authorization: BASIC })
    expect(setting.storage.requests).toMatchObject([{ path: '/token', authorization: null }])
  })

  test.each([
    ['no token', '{}'],
    ['no JSON', 'token'],
    ['a token that would break out of the header', JSON.stringify({ token: 'a\r\nHost: evil' })],
    ['a token without end', JSON.stringify({ token: 'a'.repeat(300_000) })],
  ])('that answers %s is told so', async (_what, answer) => {
    await using setting = await setUp(() => (exchange) => {
      if (exchange.path.startsWith('/token')) {
        exchange.response.end(answer)
        return true
      }
      return challenge(exchange, `Bearer realm="http://${exchange.request.headers.host}/token"`)
    })
    const error = await failureOf(fetchManifest(setting.client, 'latest'))
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/without a usable token/)
  })

  test('is asked again when it is out of order, and again before its token expires', async () => {
    const clock = { now: 0 }
    let tokens = 0
    await using setting = await setUp(
      () => (exchange) => {
        const { path, earlier, response, request } = exchange
        if (!path.startsWith('/token'))
          return challenge(exchange, `Bearer realm="http://${request.headers.host}/token"`)
        if (earlier === 0) response.writeHead(502).end()
        else response.end(JSON.stringify({ token: `t${++tokens}`, expires_in: 100 }))
        return true
      },
      { now: () => clock.now },
    )
    const authorizationNow = async (): Promise<string | null | undefined> => {
      await fetchManifest(setting.client, 'latest')
      return setting.registry.requests.at(-1)?.authorization
    }
    expect(await authorizationNow()).toBe('Bearer t1')
    clock.now = 99_000
    expect(await authorizationNow()).toBe('Bearer t1')
    clock.now = 100_000
    expect(await authorizationNow()).toBe('Bearer t2')
    const refused = setting.registry.requests.filter(({ path, authorization }) => {
      return path.includes('/manifests/') && authorization === null
    })
    // Only the very first: later tokens were fetched unasked.
    expect(refused).toHaveLength(1)
  })
})

test('a login that the registry asks for in an unknown way is told', async () => {
  await using setting = await setUp(() => (exchange) => challenge(exchange, 'Negotiate'))
  const error = await failureOf(fetchManifest(setting.client, 'latest'))
  expect(error).toBeInstanceOf(UnavailableError)
  expect(error.message).toMatch(/not supported \(negotiate\)/)
})

test('a login is not sent before the registry asks for it', async () => {
  await using setting = await setUp(() => () => false)
  await fetchManifest(setting.client, 'latest')
  expect(setting.registry.requests.every(({ authorization }) => authorization === null)).toBe(true)
})
