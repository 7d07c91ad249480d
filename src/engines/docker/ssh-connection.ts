import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { Duplex, type Readable, type Writable } from 'node:stream'
import type { Endpoint } from './endpoint.ts'

type SshEndpoint = Extract<Endpoint, { kind: 'ssh' }>

/** What is kept of standard error; the reason stands in its first lines. */
const MAX_STDERR = 4096

/** The `ssh` program failed, or could not be run. */
export class SshError extends Error {
  override name = 'SshError'
  /** True where there is no such program. */
  readonly isMissing: boolean

  constructor(message: string, isMissing: boolean, options?: ErrorOptions) {
    super(message, options)
    this.isMissing = isMissing
  }
}

/** The arguments of `ssh`: the engine's client on the other machine passes its socket on (`docker system dial-stdio`). */
export function sshArguments({ engine, hostname, user, port, socket }: SshEndpoint): string[] {
  const address = [...(user === null ? [] : ['-l', user]), ...(port === null ? [] : ['-p', String(port)])]
  const flag = engine === 'docker' ? '--host' : '--url'
  const client = [engine, ...(socket === null ? [] : [flag, shellQuoted(`unix://${socket}`)]), 'system', 'dial-stdio']
  return ['-o', 'ConnectTimeout=30', '-T', ...address, '--', hostname, ...client]
}

/** ssh gives the command to the other machine's shell. */
function shellQuoted(text: string): string {
  return /^[\w:/.,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/**
 * A connection through the `ssh` program, whose standard input and output are the engine's socket. Whatever ssh wants to ask
 * (a pass phrase, an unknown host) it asks at the terminal.
 */
export class SshConnection extends Duplex {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  #stderr = ''

  constructor(endpoint: SshEndpoint, env: Readonly<Record<string, string | undefined>>) {
    super()
    const child = spawn('ssh', sshArguments(endpoint), { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
    this.#child = child
    child.once('error', (cause) => {
      const isMissing = 'code' in cause && cause.code === 'ENOENT'
      this.destroy(new SshError(cause.message, isMissing, { cause }))
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(0, MAX_STDERR)
    })
    child.stdout.on('data', (piece: Buffer) => {
      if (!this.push(piece)) child.stdout.pause()
    })
    child.stdin.on('error', () => {}) // how ssh ended says why
    child.once('close', (code, signal) => {
      if (code === 0) this.push(null)
      else this.destroy(new SshError(this.#reason(code, signal), false))
    })
  }

  override _read(): void {
    this.#child.stdout.resume()
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#child.stdin.write(piece, () => done())
  }

  override _final(done: () => void): void {
    this.#child.stdin.end(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#child.kill()
    this.#child.stdin.destroy()
    this.#child.stdout.destroy()
    this.#child.stderr.destroy()
    done(error)
  }

  #reason(code: number | null, signal: string | null): string {
    // ssh's own warnings come first, what the last command said at the end
    const said = this.#stderr.trim().split('\n').at(-1)?.trim()
    return said || (signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`)
  }
}
