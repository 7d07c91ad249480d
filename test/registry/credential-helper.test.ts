import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askCredentialHelper, CredentialHelperError } from '../../src/registry/credential-helper.ts'

let directory: string
let env: Record<string, string>

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'imgpeek-helper-'))
  env = { PATH: `${directory}${delimiter}${process.env.PATH}` }
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** Puts a shell script on PATH as docker-credential-NAME. */
async function helper(name: string, script: string): Promise<void> {
  const path = join(directory, `docker-credential-${name}`)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
}

const failureOf = (asked: Promise<unknown>): Promise<Error> =>
  asked.then(
    () => expect.fail('it succeeded'),
    (error) => error,
  )

describe.skipIf(process.platform === 'win32')('askCredentialHelper', () => {
  test('asks by "get" and the server on standard input', async () => {
    await helper(
      'test',
      `echo "$1" > ${directory}/asked; cat >> ${directory}/asked; echo '{"Username":"me","Secret":"a:b"}'`,
    )
    await expect(askCredentialHelper('test', 'r.example', { env })).resolves.toEqual({
      kind: 'password',
      username: 'me',
      password: 'a:b',
      origin: 'docker-credential-test',
    })
    expect(await readFile(join(directory, 'asked'), 'utf8')).toBe('get\nr.example\n')
  })

  test('takes the secret of the user <token> for a refresh token', async () => {
    await helper('test', `echo '{"ServerURL":"r","Username":"<token>","Secret":"refresh"}'`)
    await expect(askCredentialHelper('test', 'r', { env })).resolves.toEqual({
      kind: 'refresh-token',
      token: 'refresh',
      origin: 'docker-credential-test',
    })
  })

  test.each(['', '>&2'])('takes "credentials not found" for an answer (%j)', async (redirect) => {
    await helper('test', `echo "credentials not found in native keychain" ${redirect}; exit 1`)
    await expect(askCredentialHelper('test', 'r', { env })).resolves.toBeNull()
  })

  test('tells how a helper failed', async () => {
    await helper('test', 'echo "the keychain is locked" >&2; exit 3')
    const error = await failureOf(askCredentialHelper('test', 'r', { env }))
    expect(error).toBeInstanceOf(CredentialHelperError)
    expect(error.message).toMatch(/docker-credential-test .*code 3.*the keychain is locked/)
  })

  test('tells that a helper is missing', async () => {
    const error = await failureOf(askCredentialHelper('missing', 'r', { env }))
    expect(error.message).toBe('The credential helper docker-credential-missing is not on PATH.')
  })

  test('does not wait for a helper that hangs, nor for what it leaves behind', async () => {
    await helper('test', 'sleep 10')
    const error = await failureOf(askCredentialHelper('test', 'r', { env, timeout: 100 }))
    expect(error.message).toContain('gave no answer in 0.1 s')
  })

  test('does not read on when a helper answers without end', async () => {
    await helper('test', 'yes secret')
    const error = await failureOf(askCredentialHelper('test', 'r', { env }))
    expect(error.message).toContain('without end')
  })

  test('does not repeat an answer that it cannot read: a secret may stand in it', async () => {
    await helper('test', 'echo "Secret: hunter2"')
    const error = await failureOf(askCredentialHelper('test', 'r', { env }))
    expect(error.message).toContain('not JSON')
    expect(error.message).not.toContain('hunter2')
  })

  test('stops when it is interrupted', async () => {
    await helper('test', 'exec sleep 1000')
    const controller = new AbortController()
    const asked = failureOf(askCredentialHelper('test', 'r', { env, signal: controller.signal }))
    controller.abort()
    expect(await asked).toBeInstanceOf(CredentialHelperError)
  })

  test('runs nothing outside PATH, whatever the configuration says', async () => {
    await writeFile(join(directory, 'evil'), '#!/bin/sh\necho \'{"Username":"u","Secret":"s"}\'', { mode: 0o755 })
    for (const name of [`/../..${directory}/evil`, '../evil', '', 'a b', '-x']) {
      expect(await failureOf(askCredentialHelper(name, 'r', { env }))).toBeInstanceOf(CredentialHelperError)
    }
  })
})
