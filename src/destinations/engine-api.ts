import type { EngineClient } from '../engines/docker/engine-client.ts'
import { UnavailableError } from '../errors.ts'
import type { LoadingEngine } from './loading-engine.ts'

/** What is kept of an engine's answer, of its end: a line for each thing that it did. */
const MAX_ANSWER_CHARACTERS = 64 * 1024

/** Loads images by an engine's API (ImageLoad). */
export class EngineApi implements LoadingEngine {
  readonly name: string
  readonly #client: EngineClient
  readonly #reference: string

  /** @param reference what is loaded, as errors name it */
  constructor(client: EngineClient, reference: string) {
    this.name = client.name
    this.#client = client
    this.#reference = reference
  }

  async load(archive: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void> {
    const answer = this.#client.post({
      path: '/images/load',
      query: { quiet: '1' },
      doing: `loading ${this.#reference}`,
      headers: { 'content-type': 'application/x-tar' },
      body: archive,
      signal,
    })
    let text = ''
    for await (const piece of answer) {
      text = (text + Buffer.from(piece).toString('latin1')).slice(-MAX_ANSWER_CHARACTERS)
    }
    const refusal = refusalIn(Buffer.from(text, 'latin1').toString('utf8'))
    if (refusal === null) return
    throw new UnavailableError(`${upper(this.name)} did not take ${this.#reference}; it says: ${refusal}.`)
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}

/** Once an engine has begun to answer, only a line of the answer can say that something went wrong. */
function refusalIn(answer: string): string | null {
  for (const line of answer.split('\n')) {
    const error = errorIn(line)
    if (typeof error === 'string') return error.trim().replace(/\.$/, '').slice(0, MAX_REFUSAL_CHARACTERS)
  }
  return null
}

const MAX_REFUSAL_CHARACTERS = 500

function errorIn(line: string): unknown {
  try {
    return Object(JSON.parse(line)).error
  } catch {
    return undefined // the answer's first line may be cut, and an empty one is none
  }
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
