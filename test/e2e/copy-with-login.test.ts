import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { UnavailableError } from '../../src/errors.ts'
import { copied, copyFailure, digestsOf } from '../support/copy.ts'
import { needProgram } from '../support/programs.ts'
import { createAuthority } from './support/certificates.ts'
import { startDockerRegistry } from './support/docker-registry.ts'
import { runProgram } from './support/run-program.ts'
import { writeSampleImage } from './support/sample-image.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { ISSUER, SERVICE, startTokenServer } from './support/token-server.ts'

const username = 'someone'
const password = 'a:secret with ünusual characters'
const login = { username, password }

describe('a docker-registry with htpasswd', () => {
  const setUp = async (context: TestContext) => {
    for (const program of ['docker-registry', 'htpasswd', 'skopeo']) needProgram(context, program)
    await using resources = new AsyncDisposableStack()
    const { path } = resources.use(await temporaryDirectory())
    const { host } = resources.use(await startDockerRegistry({ htpasswd: login }))
    const { layout } = await writeSampleImage(join(path, 'sample'))
    const kept = resources.move()
    const source = `oci:${layout.directory}`
    return { path, host, source, image: `${host}/test/image:1.0`, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  }

  test('takes a push by user name and password', async (context) => {
    await using registry = await setUp(context)
    await copied(registry.source, registry.image, login)
    expect(await digestsOf(registry.image, login)).toEqual(await digestsOf(registry.source))
  })

  test('takes a push by the file that "skopeo login" writes, also from one repository to another', async (context) => {
    await using registry = await setUp(context)
    const file = join(registry.path, 'auth.json')
    const args = ['login', '--tls-verify=false', '--authfile', file, '-u', username, '-p', password]
    await runProgram('skopeo', ...args, registry.host)
    const env = { REGISTRY_AUTH_FILE: file }
    await copied(registry.source, registry.image, { env })
    const { layers } = await copied(registry.image, `${registry.host}/other/image:1.0`, { env })
    expect(layers.map(({ transfer }) => transfer)).toEqual(['mounted', 'mounted'])
  })

  test('uses the login that is given for the destination for a source in the same registry too', async (context) => {
    await using registry = await setUp(context)
    await copied(registry.source, registry.image, login)
    await copied(registry.image, `${registry.host}/other/image:1.0`, login)
  })

  test('refuses a push without a login, and with a wrong one: the error says how to log in', async (context) => {
    await using registry = await setUp(context)
    const anonymous = await copyFailure(registry.source, registry.image)
    expect(anonymous).toBeInstanceOf(UnavailableError)
    expect(anonymous.message).toContain(`docker login ${registry.host}`)
    const wrong = await copyFailure(registry.source, registry.image, { username, password: 'wrong-password' })
    expect(wrong).toBeInstanceOf(UnavailableError)
    expect(wrong.message).toMatch(/does not let this login push to test\/image.*check the login from --username/)
    expect(wrong.message).not.toContain('wrong-password')
  })

  test("never sees another registry's login", async (context) => {
    await using registry = await setUp(context)
    await copied(registry.source, registry.image, login)
    await using open = await startDockerRegistry()
    const error = await copyFailure(registry.image, `${open.host}/test/image:1.0`, login)
    expect(error.message).toContain(`${registry.host} asks for a user name and a password, but there is none`)
  })
})

describe('a docker-registry with bearer tokens', () => {
  const setUp = async (context: TestContext) => {
    for (const program of ['docker-registry', 'openssl']) needProgram(context, program)
    await using resources = new AsyncDisposableStack()
    const { path } = resources.use(await temporaryDirectory())
    const signer = await createAuthority(path)
    const tokens = resources.use(
      await startTokenServer(signer, { ...login, refreshToken: 'refresh-me', anonymous: true }),
    )
    const token = { realm: tokens.realm, service: SERVICE, issuer: ISSUER, rootCertificate: signer.certificate }
    const { host } = resources.use(await startDockerRegistry({ token }))
    const { layout } = await writeSampleImage(join(path, 'sample'))
    const kept = resources.move()
    const scopes = (): (readonly string[])[] => tokens.exchanges.map((exchange) => exchange.scopes)
    return { host, source: `oci:${layout.directory}`, scopes, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  }

  test('takes a push with one token, for pulling and pushing', async (context) => {
    await using registry = await setUp(context)
    const image = `${registry.host}/test/image:1.0`
    await copied(registry.source, image, login)
    expect(registry.scopes()).toEqual([['repository:test/image:pull,push']])
    expect(await digestsOf(image, login)).toEqual(await digestsOf(registry.source))
  })

  test('takes layers over from another repository with a token for both', async (context) => {
    await using registry = await setUp(context)
    await copied(registry.source, `${registry.host}/test/image:1.0`, login)
    const { layers } = await copied(`${registry.host}/test/image:1.0`, `${registry.host}/other/image:1.0`, login)
    expect(layers.map(({ transfer }) => transfer)).toEqual(['mounted', 'mounted'])
    expect(registry.scopes()).toContainEqual(['repository:other/image:pull,push', 'repository:test/image:pull'])
  })

  test('refuses a push to whoever may only pull', async (context) => {
    await using registry = await setUp(context)
    const error = await copyFailure(registry.source, `${registry.host}/test/image:1.0`)
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toMatch(/lets nobody push without a login to test\/image.*docker login/)
  })
})
