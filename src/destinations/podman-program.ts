import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { hasCode } from '../disk/error-code.ts'
import { InterruptedError, UnavailableError } from '../errors.ts'
import { SentBody } from '../registry/sent-body.ts'
import type { LoadingEngine } from './loading-engine.ts'

/** What is kept of what it says, of the end. */
const MAX_WORDS = 2000

/** Loads images by the program podman, for where no service of it runs. */
export class PodmanProgram implements LoadingEngine {
  readonly name = 'podman'
  readonly #env: Readonly<Record<string, string | undefined>>
  readonly #reference: string

  /** @param reference what is loaded, as errors name it */
  constructor(env: Readonly<Record<string, string | undefined>>, reference: string) {
    this.#env = env
    this.#reference = reference
  }

  async load(archive: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    // In a process group of its own, so that Ctrl-C does not end it before it has removed its temporary files: an archive that breaks
    // off is what ends it.
    const child = spawn('podman', ['load', '--quiet'], {
      env: this.#env,
      stdio: ['pipe', 'ignore', 'pipe'],
      detached: true,
    })
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-MAX_WORDS)))
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve)
    })
    const sent = new SentBody(archive)
    // How the program ended says more than that it stopped reading.
    const sending = pipeline(sent.content as Readable, child.stdin, { signal }).catch(() => {})
    const code = await ended.catch((error: unknown) => {
      throw hasCode(error, 'ENOENT') ? this.#missing() : error
    })
    await sending
    if (signal.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    if (sent.failure) throw sent.failure
    if (code !== 0) throw new UnavailableError(`podman did not take ${this.#reference}; it says: ${reasonIn(words)}.`)
  }

  async close(): Promise<void> {}

  #missing(): UnavailableError {
    return new UnavailableError(
      `${this.#reference} cannot be written: no Podman service runs, and the program podman is not there; ` +
        'start the service, or write oci-archive:FILE for "podman load".',
    )
  }
}

/** Its last line; where it tried one form of archive after another, what it says of the one that it was sent. */
function reasonIn(words: string): string {
  const lines = words.trim().split('\n')
  const attempt = lines.find((line) => line.startsWith(' * oci-archive: '))?.slice(' * oci-archive: '.length)
  const said = attempt ?? lines.at(-1) ?? ''
  return (
    said
      .replace(/^Error: /, '')
      .replace(/\s+/g, ' ')
      .replace(/\.$/, '') || 'nothing'
  )
}
