import { execFile } from 'node:child_process'
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest'
import { ExitCode, inspectImage } from '../../src/index.ts'
import { expectFailure } from '../support/inspect-layout.ts'
import { need, needProgram } from '../support/programs.ts'
import { createAuthority, createServerCertificate } from './support/certificates.ts'
import { type Dockerd, startDockerd } from './support/dockerd.ts'
import { engineName, loadable } from './support/engine-images.ts'
import { freePort } from './support/listening-server.ts'
import { runProgram } from './support/run-program.ts'
import { type TemporaryDirectory, temporaryDirectory } from './support/temporary-directory.ts'

const IMAGE = `docker-daemon:${engineName('static')}`

let scratch: TemporaryDirectory
let engine: Dockerd | null = null
/** Where the engine listens with TLS. */
let address = ''
/** A directory with ca.pem, cert.pem and key.pem that the engine trusts. */
let certificates = ''

beforeAll(async () => {
  scratch = await temporaryDirectory()
  certificates = await makeCertificates(join(scratch.path, 'certificates'))
  const plain = await freePort()
  address = `tcp://127.0.0.1:${plain}`
  const { ca, cert, key } = pathsIn(certificates)
  const tls = ['--tlsverify', '--tlscacert', ca, '--tlscert', cert, '--tlskey', key]
  engine = await startDockerd(['--host', address, ...tls]).catch(() => null)
  await engine?.docker('load', '--input', await loadable('static', scratch.path))
}, 60_000)
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
  await scratch[Symbol.asyncDispose]()
})

/** An authority, and one certificate of it for server and client alike. */
async function makeCertificates(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true })
  const authority = await createAuthority(directory)
  const server = await createServerCertificate(authority, ['IP:127.0.0.1'], directory)
  const { ca, cert, key } = pathsIn(directory)
  await cp(authority.certificate, ca)
  await cp(server.certificate, cert)
  await cp(server.key, key)
  return directory
}

function pathsIn(directory: string) {
  return { ca: join(directory, 'ca.pem'), cert: join(directory, 'cert.pem'), key: join(directory, 'key.pem') }
}

function needEngine(context: TestContext): Dockerd {
  for (const program of ['dockerd', 'docker', 'openssl']) needProgram(context, program)
  need(context, engine !== null, 'dockerd does not start')
  return engine!
}

/** Inspects the image with nothing of this machine's configuration but `env`. */
function inspect(env: Record<string, string | undefined>) {
  const options = { env: { HOME: '/nonexistent', ...env }, platform: 'linux/amd64', cache: false }
  return inspectImage(IMAGE, options)
}

const FOUND = { reference: IMAGE, filesystem: { files: 1 } }

describe('an engine behind TLS', () => {
  const verified = () => ({ DOCKER_HOST: address, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: certificates })

  test('is reached with the certificates of DOCKER_CERT_PATH', async (context) => {
    needEngine(context)
    expect(await inspect(verified())).toMatchObject(FOUND)
  })

  test('that another authority signed for is not trusted', async (context) => {
    needEngine(context)
    const other = await makeCertificates(join(scratch.path, 'other'))
    const attempt = inspect({ ...verified(), DOCKER_CERT_PATH: other })
    await expectFailure(
      attempt,
      ExitCode.unavailable,
      /^The TLS certificate of the Docker engine at tcp:.* is not trusted/,
    )
  })

  test('does not take a client without a certificate', async (context) => {
    needEngine(context)
    const directory = join(scratch.path, 'no-client')
    await mkdir(directory)
    await cp(pathsIn(certificates).ca, pathsIn(directory).ca)
    const attempt = inspect({ ...verified(), DOCKER_CERT_PATH: directory })
    await expectFailure(attempt, ExitCode.unavailable, /^The Docker engine at tcp:.* wants a client certificate/)
  })

  test('says so where it is spoken to without', async (context) => {
    needEngine(context)
    const attempt = inspect({ DOCKER_HOST: address })
    await expectFailure(attempt, ExitCode.unavailable, /speaks TLS only; set DOCKER_TLS_VERIFY=1/)
  })

  test('with a certificate but no key is a mistake of the configuration', async (context) => {
    needEngine(context)
    const directory = join(scratch.path, 'no-key')
    await mkdir(directory)
    await cp(pathsIn(certificates).cert, pathsIn(directory).cert)
    const attempt = inspect({ ...verified(), DOCKER_CERT_PATH: directory })
    await expectFailure(attempt, ExitCode.usage, /has cert\.pem but no key\.pem/)
  })
})

describe("contexts that Docker's client made", () => {
  async function withContexts(context: TestContext) {
    const { host } = needEngine(context)
    const directory = join(scratch.path, `config-${context.task.id}`)
    await mkdir(directory)
    const { ca, cert, key } = pathsIn(certificates)
    const create = (name: string, endpoint: string) =>
      runProgram('docker', '--config', directory, 'context', 'create', name, '--docker', endpoint)
    await create('plain', `host=${host}`)
    await create('tls', `host=${address},ca=${ca},cert=${cert},key=${key}`)
    const use = (name: string) => runProgram('docker', '--config', directory, 'context', 'use', name)
    return { env: { DOCKER_CONFIG: directory }, use }
  }

  test('are taken from DOCKER_CONTEXT, with their certificates', async (context) => {
    const { env } = await withContexts(context)
    expect(await inspect({ ...env, DOCKER_CONTEXT: 'plain' })).toMatchObject(FOUND)
    expect(await inspect({ ...env, DOCKER_CONTEXT: 'tls' })).toMatchObject(FOUND)
  })

  test("are taken from config.json's currentContext; DOCKER_HOST and DOCKER_CONTEXT go before", async (context) => {
    const { env, use } = await withContexts(context)
    await use('tls')
    expect(await inspect(env)).toMatchObject(FOUND)
    const host = 'unix:///nonexistent/docker.sock'
    await expectFailure(inspect({ ...env, DOCKER_HOST: host }), ExitCode.unavailable, /\(DOCKER_HOST\)/)
    await expectFailure(
      inspect({ ...env, DOCKER_CONTEXT: 'nope' }),
      ExitCode.usage,
      /DOCKER_CONTEXT asks for the Docker context "nope", which is not there; there are plain, tls\./,
    )
  })
})

describe('an engine behind ssh', () => {
  /** Stands in for the hop over the network alone: a program `ssh` that runs the command's end on this machine. */
  async function fakeSsh(script: string): Promise<{ PATH: string }> {
    const directory = await temporaryBin()
    const path = join(directory, 'ssh')
    await writeFile(path, `#!/bin/sh\n${script}\n`)
    await chmod(path, 0o755)
    return { PATH: `${directory}:${process.env.PATH}` }
  }

  async function temporaryBin(): Promise<string> {
    const directory = join(scratch.path, `bin-${crypto.randomUUID()}`)
    await mkdir(directory)
    return directory
  }

  test("is reached by what docker's own client runs there", async (context) => {
    const { host } = needEngine(context)
    const log = join(scratch.path, 'ssh-arguments')
    const env = await fakeSsh(
      `echo "$@" >> '${log}'\nexport DOCKER_HOST='${host}'\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nexec "$@"`,
    )
    expect(await inspect({ ...env, DOCKER_HOST: 'ssh://me@far.example:2222' })).toMatchObject(FOUND)
    const [first] = (await runProgram('cat', log)).split('\n')
    expect(first).toBe('-o ConnectTimeout=30 -T -l me -p 2222 -- far.example docker system dial-stdio')
  })

  test('that does not let us in ends with 3 and says what ssh said', async () => {
    const env = await fakeSsh(
      'echo "Warning: something" >&2; echo "me@far.example: Permission denied (publickey)." >&2; exit 255',
    )
    const attempt = inspect({ ...env, DOCKER_HOST: 'ssh://me@far.example' })
    await expectFailure(
      attempt,
      ExitCode.unavailable,
      /^ssh does not reach ssh:\/\/me@far\.example \(DOCKER_HOST\): me@far\.example: Permission denied \(publickey\); it must/,
    )
  })

  test('where there is no ssh ends with 3 and says so', async () => {
    const attempt = inspect({ PATH: await temporaryBin(), DOCKER_HOST: 'ssh://far.example' })
    await expectFailure(
      attempt,
      ExitCode.unavailable,
      /^The program ssh, which ssh:\/\/far\.example \(DOCKER_HOST\) needs, is not installed/,
    )
  })
})

test('a user who may not use the socket is told whose it is', async (context) => {
  const { host } = needEngine(context)
  need(context, process.getuid?.() === 0, 'another user can only be taken on by root')
  await chmod(join(host.slice('unix://'.length), '..'), 0o755)
  const program = `
    import { inspectImage } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)}
    process.setgroups?.([]); process.setgid(65534); process.setuid(65534)
    const error = await inspectImage(${JSON.stringify(IMAGE)}, { env: { DOCKER_HOST: ${JSON.stringify(host)} }, cache: false }).catch((error) => error)
    console.log(JSON.stringify({ exitCode: error.exitCode, message: error.message }))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  expect(JSON.parse(stdout)).toEqual({
    exitCode: ExitCode.unavailable,
    message: expect.stringMatching(
      /^There is no permission to use the Docker engine at unix:.*; run as a member of the group docker/,
    ),
  })
})
