import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { findCredentials } from '../../src/registry/find-credentials.ts'

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'imgpeek-home-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

/** Writes a file that logs `username` in at r.example, or any other content. */
async function authFile(path: string, content: string | object): Promise<string> {
  const whole = join(home, path)
  await mkdir(dirname(whole), { recursive: true })
  const auth = (username: string) => ({
    auths: { 'r.example': { auth: Buffer.from(`${username}:x`).toString('base64') } },
  })
  await writeFile(whole, JSON.stringify(typeof content === 'string' ? auth(content) : content))
  return whole
}

const find = (env: Record<string, string> = {}) => findCredentials('r.example', 'team/app', { env, home })

describe('findCredentials', () => {
  test("asks podman's files first, then Docker's, and takes the first that knows any", async () => {
    const docker = await authFile('.docker/config.json', 'docker')
    const config = await authFile('.config/containers/auth.json', 'config')
    const runtime = await authFile('run/containers/auth.json', 'runtime')
    const explicit = await authFile('explicit.json', 'explicit')
    const env = { REGISTRY_AUTH_FILE: explicit, XDG_RUNTIME_DIR: join(home, 'run') }
    for (const [path, username] of [
      [explicit, 'explicit'],
      [runtime, 'runtime'],
      [config, 'config'],
      [docker, 'docker'],
    ] as const) {
      expect(await find(env)).toEqual({
        credentials: { kind: 'password', username, password: 'x', origin: path },
        problems: [],
      })
      await rm(path)
    }
    expect(await find(env)).toEqual({ credentials: null, problems: [] })
  })

  test('looks into $DOCKER_CONFIG in place of ~/.docker', async () => {
    await authFile('.docker/config.json', 'home')
    await authFile('elsewhere/config.json', 'elsewhere')
    expect((await find({ DOCKER_CONFIG: join(home, 'elsewhere') })).credentials).toMatchObject({
      username: 'elsewhere',
    })
  })

  test('goes on to the next file where one has no entry for the registry', async () => {
    await authFile('.config/containers/auth.json', { auths: { 'other.example': { auth: 'bWU6eA==' } } })
    await authFile('.docker/config.json', 'docker')
    expect((await find()).credentials).toMatchObject({ username: 'docker' })
  })

  test.skipIf(process.platform === 'win32')('asks the helper that a file names', async () => {
    await authFile('.docker/config.json', { auths: { 'r.example': {} }, credsStore: 'test' })
    const script = '#!/bin/sh\nread server; echo "{\\"Username\\":\\"for-$server\\",\\"Secret\\":\\"s\\"}"\n'
    await writeFile(join(home, 'docker-credential-test'), script, { mode: 0o755 })
    const { credentials } = await find({ PATH: `${home}${delimiter}${process.env.PATH}` })
    expect(credentials).toMatchObject({ username: 'for-r.example', password: 's' })
  })

  test('goes on without a helper that is missing, and says so', async () => {
    await authFile('.docker/config.json', { credsStore: 'desktop' })
    expect(await find({ PATH: home })).toEqual({
      credentials: null,
      problems: ['The credential helper docker-credential-desktop is not on PATH.'],
    })
  })

  test('refuses a file that is malformed, by its name', async () => {
    const path = await authFile('.docker/config.json', [])
    await expect(find()).rejects.toThrow(UsageError)
    await expect(find()).rejects.toThrow(path)
  })
})
