import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { UnavailableError, UsageError } from '../../src/errors.ts'
import { needProgram } from '../support/programs.ts'
import { createAuthority, createServerCertificate } from './support/certificates.ts'
import { startConnectProxy } from './support/connect-proxy.ts'
import { startDockerRegistry } from './support/docker-registry.ts'
import { pull, pullFailure } from './support/pull.ts'
import { writeSampleImage } from './support/sample-image.ts'
import { skopeoPush } from './support/skopeo.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

/** A name that no resolver knows (RFC 6761, section 6.4): only a proxy can lead to it. */
const FAR_HOST = 'registry.invalid'

/** A registry with TLS by an authority made on the spot, for 127.0.0.1 and FAR_HOST. */
async function setUp(context: TestContext) {
  for (const program of ['docker-registry', 'skopeo', 'openssl']) needProgram(context, program)
  await using resources = new AsyncDisposableStack()
  const { path } = resources.use(await temporaryDirectory())
  const authority = await createAuthority(path)
  const tls = await createServerCertificate(authority, ['IP:127.0.0.1', `DNS:${FAR_HOST}`], path)
  const { host } = resources.use(await startDockerRegistry({ tls }))
  const { manifest } = await writeSampleImage(join(path, 'layout'))
  await skopeoPush(join(path, 'layout'), `${host}/test/image`)
  const kept = resources.move()
  return {
    host,
    path,
    image: `${host}/test/image`,
    digest: manifest.digest,
    caFile: authority.certificate,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

describe('a docker-registry with TLS', () => {
  test("is trusted with its authority's certificate", async (context) => {
    await using registry = await setUp(context)
    expect((await pull(registry.image, { caFile: registry.caFile })).digest).toBe(registry.digest)
  })

  test('is trusted where any certificate is', async (context) => {
    await using registry = await setUp(context)
    expect((await pull(registry.image, { insecure: true })).digest).toBe(registry.digest)
  })

  test('is not trusted otherwise, nor spoken to without TLS: the error names the options', async (context) => {
    await using registry = await setUp(context)
    const error = await pullFailure(registry.image)
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/certificate of 127\.0\.0\.1:\d+ is not trusted .*--ca-file.*--insecure/)
  })

  test('is not trusted under a name that its certificate lacks', async (context) => {
    await using registry = await setUp(context)
    const error = await pullFailure(registry.image.replace('127.0.0.1', 'localhost'), { caFile: registry.caFile })
    expect(error.message).toMatch(/certificate of localhost:\d+ is not trusted/)
  })

  test('is not spoken to by TLS where plain HTTP was asked for', async (context) => {
    await using registry = await setUp(context)
    const error = await pullFailure(registry.image, { plainHttp: true, caFile: registry.caFile })
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/answered 400/)
  })

  test('is reached through HTTPS_PROXY, and not where NO_PROXY says so', async (context) => {
    await using registry = await setUp(context)
    await using proxy = await startConnectProxy(registry.host)
    const { caFile } = registry
    const env = { HTTPS_PROXY: proxy.url, NO_PROXY: 'other.invalid' }
    expect((await pull(`${FAR_HOST}/test/image`, { caFile, env })).digest).toBe(registry.digest)
    expect(new Set(proxy.targets)).toEqual(new Set([`${FAR_HOST}:443`]))

    const before = proxy.targets.length
    const direct = await pullFailure(`${FAR_HOST}/test/image`, { caFile, env: { ...env, NO_PROXY: '.invalid' } })
    expect(direct).toBeInstanceOf(UnavailableError)
    expect(proxy.targets.length).toBe(before)
  })

  test('cannot be reached through a proxy that is down: the error speaks of it', async (context) => {
    await using registry = await setUp(context)
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1' }
    const error = await pullFailure(`${FAR_HOST}/test/image`, { caFile: registry.caFile, env })
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/registry\.invalid \(by way of a proxy\) refuses connections/)
  })
})

test('a certificate file that is none is named, before anything is sent', async () => {
  await using directory = await temporaryDirectory()
  const empty = join(directory.path, 'empty.pem')
  await writeFile(empty, 'nothing')
  for (const caFile of [empty, join(directory.path, 'missing.pem')]) {
    const error = await pullFailure('registry.invalid/test/image', { caFile })
    expect(error).toBeInstanceOf(UsageError)
    expect(error.message).toContain(caFile)
  }
})
