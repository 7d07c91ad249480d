import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { UnavailableError } from '../../src/errors.ts'
import { needProgram } from '../support/programs.ts'
import { createAuthority } from './support/certificates.ts'
import { type DockerRegistryOptions, startDockerRegistry } from './support/docker-registry.ts'
import { pull, pullFailure } from './support/pull.ts'
import { runProgram } from './support/run-program.ts'
import { writeSampleImage } from './support/sample-image.ts'
import { skopeoPush } from './support/skopeo.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { ISSUER, SERVICE, startTokenServer } from './support/token-server.ts'

const username = 'someone'
const password = 'a:secret with ünusual characters'
const refreshToken = 'refresh-me'

/** A registry that asks for a login, with the sample image as `test/image:latest`. */
async function setUp(context: TestContext, options: DockerRegistryOptions) {
  for (const program of ['docker-registry', 'skopeo']) needProgram(context, program)
  await using resources = new AsyncDisposableStack()
  const { path } = resources.use(await temporaryDirectory())
  const { host } = resources.use(await startDockerRegistry(options))
  const { manifest } = await writeSampleImage(path)
  await skopeoPush(path, `${host}/test/image`, `--dest-creds=${username}:${password}`)
  const kept = resources.move()
  const image = `${host}/test/image`
  return { host, image, path, digest: manifest.digest, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

/** A credential helper that knows one login, and the environment to find it in. */
async function installHelper(directory: string, user: string, secret: string): Promise<Record<string, string>> {
  const answer = JSON.stringify({ Username: user, Secret: secret })
  const script = `#!/bin/sh\ncat > /dev/null\ncat <<'END'\n${answer}\nEND\n`
  await writeFile(join(directory, 'docker-credential-test'), script, { mode: 0o755 })
  await writeFile(join(directory, 'config.json'), JSON.stringify({ credsStore: 'test' }))
  return { DOCKER_CONFIG: directory, PATH: `${directory}${delimiter}${process.env.PATH}` }
}

describe('a docker-registry with htpasswd', () => {
  const setUpBasic = (context: TestContext) => {
    needProgram(context, 'htpasswd')
    return setUp(context, { htpasswd: { username, password } })
  }

  test('lets in by user name and password', async (context) => {
    await using registry = await setUpBasic(context)
    expect((await pull(registry.image, { username, password })).digest).toBe(registry.digest)
  })

  test('lets in by the file that "skopeo login" writes', async (context) => {
    await using registry = await setUpBasic(context)
    const file = join(registry.path, 'auth.json')
    const login = ['login', '--tls-verify=false', '--authfile', file, '-u', username, '-p', password]
    await runProgram('skopeo', ...login, registry.host)
    expect((await pull(registry.image, { env: { REGISTRY_AUTH_FILE: file } })).digest).toBe(registry.digest)
  })

  test('lets in by a credential helper', async (context) => {
    await using registry = await setUpBasic(context)
    const env = await installHelper(registry.path, username, password)
    expect((await pull(registry.image, { env })).digest).toBe(registry.digest)
  })

  test('refuses without a login: the error says how to log in, and what was wrong with a helper', async (context) => {
    await using registry = await setUpBasic(context)
    await writeFile(join(registry.path, 'config.json'), JSON.stringify({ credsStore: 'missing' }))
    const error = await pullFailure(registry.image, { env: { DOCKER_CONFIG: registry.path } })
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toContain(`docker login ${registry.host}`)
    expect(error.message).toContain('docker-credential-missing is not on PATH')
  })

  test('refuses a wrong password: the error says where it stands, and not what it is', async (context) => {
    await using registry = await setUpBasic(context)
    const error = await pullFailure(registry.image, { username, password: 'wrong-password' })
    expect(error).toBeInstanceOf(UnavailableError)
    expect(error.message).toContain('--username')
    expect(error.message).not.toContain('wrong-password')
  })
})

describe('a docker-registry behind a token server', () => {
  const setUpTokens = async (context: TestContext, { anonymous = false } = {}) => {
    needProgram(context, 'openssl')
    await using resources = new AsyncDisposableStack()
    const { path } = resources.use(await temporaryDirectory())
    const signer = await createAuthority(path)
    const tokens = resources.use(await startTokenServer(signer, { username, password, refreshToken, anonymous }))
    const token = { realm: tokens.realm, service: SERVICE, issuer: ISSUER, rootCertificate: signer.certificate }
    const registry = resources.use(await setUp(context, { token }))
    const pushed = tokens.exchanges.length
    const kept = resources.move()
    return {
      ...registry,
      /** What the token server was asked after the push. */
      exchanges: () => tokens.exchanges.slice(pushed),
      [Symbol.asyncDispose]: () => kept.disposeAsync(),
    }
  }

  test('gives a public image without a login, with one token for all requests', async (context) => {
    await using registry = await setUpTokens(context, { anonymous: true })
    expect((await pull(registry.image)).digest).toBe(registry.digest)
    expect(registry.exchanges()).toEqual([
      {
        method: 'GET',
        authorization: null,
        parameters: { service: SERVICE, scope: 'repository:test/image:pull' },
        scopes: ['repository:test/image:pull'],
        status: 200,
      },
    ])
  })

  test('gives a private image by user name and password', async (context) => {
    await using registry = await setUpTokens(context)
    expect((await pull(registry.image, { username, password })).digest).toBe(registry.digest)
    expect(registry.exchanges()).toMatchObject([{ method: 'GET', parameters: { account: username }, status: 200 }])
  })

  test('gives a private image by the refresh token of a helper', async (context) => {
    await using registry = await setUpTokens(context)
    const env = await installHelper(registry.path, '<token>', refreshToken)
    expect((await pull(registry.image, { env })).digest).toBe(registry.digest)
    expect(registry.exchanges()).toMatchObject([
      {
        method: 'POST',
        authorization: null,
        parameters: { grant_type: 'refresh_token', service: SERVICE, scope: 'repository:test/image:pull' },
        status: 200,
      },
    ])
  })

  test('gives a private image by the identity token of a configuration file', async (context) => {
    await using registry = await setUpTokens(context)
    const auths = { [registry.host]: { auth: 'MDAwMDo=', identitytoken: refreshToken } }
    await writeFile(join(registry.path, 'config.json'), JSON.stringify({ auths }))
    expect((await pull(registry.image, { env: { DOCKER_CONFIG: registry.path } })).digest).toBe(registry.digest)
  })

  test('refuses a private image without a login, and with a wrong one', async (context) => {
    await using registry = await setUpTokens(context)
    const anonymous = await pullFailure(registry.image)
    expect(anonymous).toBeInstanceOf(UnavailableError)
    expect(anonymous.message).toContain(`docker login ${registry.host}`)
    const wrong = await pullFailure(registry.image, { username, password: 'wrong-password' })
    expect(wrong).toBeInstanceOf(UnavailableError)
    expect(wrong.message).toMatch(/refuses the login from --username \(incorrect username or password\)/)
  })
})
