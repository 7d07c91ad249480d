import { spawn } from 'node:child_process'
import { messageOf } from '../errors.ts'
import { type Credentials, credentialsOf } from './credentials.ts'

/** More than any helper answers, in bytes. */
const MAX_OUTPUT = 1024 * 1024
/** Long enough for a person to unlock a keychain. */
const DEFAULT_TIMEOUT = 60_000
/** How helpers say that there is no entry: an answer, not a failure (docker-credential-helpers, credentials/error.go). */
const NOT_FOUND = /credentials not found/i

/** Why a credential helper gave no answer. Its message is a sentence. */
export class CredentialHelperError extends Error {
  override name = 'CredentialHelperError'
}

/** What running a helper needs. */
export interface HelperContext {
  /** The environment that the helper is found and run in. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds that it may take. */
  readonly timeout?: number
  readonly signal?: AbortSignal
}

/**
 * Asks `docker-credential-NAME` for a server's credentials, by the protocol of docker-credential-helpers.
 * @returns null when it knows none.
 * @throws {CredentialHelperError} when it cannot be run, fails, takes too long or answers something else.
 */
export async function askCredentialHelper(
  name: string,
  server: string,
  context: HelperContext,
): Promise<Credentials | null> {
  // The name comes from a file and becomes part of a program's: nothing that could lead out of PATH may stand in it.
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw new CredentialHelperError(`${JSON.stringify(name)} cannot be the name of a credential helper.`)
  }
  const program = `docker-credential-${name}`
  const { code, output } = await run(program, ['get'], `${server}\n`, context)
  if (code !== 0) {
    if (NOT_FOUND.test(output)) return null
    const said = output.trim().split('\n')[0]?.slice(0, 200) || 'nothing'
    throw new CredentialHelperError(`The credential helper ${program} ended with code ${code} and said: ${said}`)
  }
  return readAnswer(output, program)
}

function readAnswer(output: string, program: string): Credentials | null {
  let answer: unknown
  try {
    answer = JSON.parse(output)
  } catch {
    // Not said on: a secret may stand in what was answered.
    throw new CredentialHelperError(`The credential helper ${program} answered something that is not JSON.`)
  }
  const { Username: username, Secret: secret } = Object(answer) as { Username?: unknown; Secret?: unknown }
  if (typeof username !== 'string' || typeof secret !== 'string') {
    throw new CredentialHelperError(`The credential helper ${program} answered no user name or no secret.`)
  }
  return username === '' && secret === '' ? null : credentialsOf(username, secret, program)
}

/** Runs a program to its end. Its answer is its standard output, or standard error where that is empty. */
function run(
  program: string,
  args: readonly string[],
  input: string,
  { env, timeout = DEFAULT_TIMEOUT, signal }: HelperContext,
): Promise<{ readonly code: number | string; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
    const output = { stdout: '', stderr: '' }

    // Ends all that could keep this process alive: also pipes that a grandchild of the helper holds open.
    const stop = (error: Error): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      child.kill('SIGKILL')
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
      reject(error)
    }
    const onAbort = (): void => stop(new CredentialHelperError(`The credential helper ${program} was interrupted.`))
    const timer = setTimeout(
      () => stop(new CredentialHelperError(`The credential helper ${program} gave no answer in ${timeout / 1000} s.`)),
      timeout,
    )
    if (signal?.aborted) onAbort()
    signal?.addEventListener('abort', onAbort, { once: true })

    child.once('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT'
      const why = missing ? 'is not on PATH' : `cannot be run: ${messageOf(error)}`
      stop(new CredentialHelperError(`The credential helper ${program} ${why}.`))
    })
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text
        if (output[name].length > MAX_OUTPUT) {
          stop(new CredentialHelperError(`The credential helper ${program} answers without end.`))
        }
      })
    }
    child.once('close', (code, killedBy) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      resolve({
        code: code ?? killedBy ?? 'unknown',
        output: output.stdout.trim() === '' ? output.stderr : output.stdout,
      })
    })
    // A helper that ends without reading what it is asked (EPIPE) has still said why in its code and output.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}
