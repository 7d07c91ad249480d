import { BrokenImageError } from '../errors.ts'
import { algorithmOf, type Digest, Digester } from '../oci/digest.ts'

/** What bytes that passed were. */
export interface Measured {
  readonly digest: Digest
  readonly size: number
}

/** Digests and counts bytes as they pass, and holds them against what was promised. */
export class Verifier {
  readonly #what: string
  readonly #digest: Digest | null
  readonly #size: number | null
  readonly #digester: Digester
  #count = 0

  /** @param what names the bytes in errors, as in "The layer's compressed data" */
  constructor(what: string, digest: Digest | null, size: number | null) {
    this.#what = what
    this.#digest = digest
    this.#size = size
    this.#digester = new Digester(digest === null ? 'sha256' : algorithmOf(digest))
  }

  /** @throws {BrokenImageError} as soon as there are more bytes than promised. */
  update(bytes: Uint8Array): void {
    this.#count += bytes.length
    if (this.#size !== null && this.#count > this.#size) {
      throw new BrokenImageError(`${this.#what} is longer than the ${this.#size} bytes that the manifest states.`)
    }
    this.#digester.update(bytes)
  }

  /** @throws {BrokenImageError} when size or digest are not what was promised. */
  finish(): Measured {
    if (this.#size !== null && this.#count !== this.#size) {
      throw new BrokenImageError(`${this.#what} has ${this.#count} bytes where the manifest states ${this.#size}.`)
    }
    const digest = this.#digester.digest()
    if (this.#digest !== null && digest !== this.#digest) {
      throw new BrokenImageError(`${this.#what} has the digest ${digest} where ${this.#digest} is promised.`)
    }
    return { digest, size: this.#count }
  }
}

/** Bytes on their way past a verifier. */
interface WatchedBytes {
  /** The same bytes; throws at their end, or sooner, where they are not what was promised. */
  readonly bytes: AsyncIterable<Uint8Array>
  /** Known once `bytes` has ended. */
  measured(): Measured
}

/** Lets a verifier see bytes as they pass, and finishes it at their end. */
export function watch(source: AsyncIterable<Uint8Array>, verifier: Verifier): WatchedBytes {
  let measured: Measured | undefined
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      verifier.update(piece)
      yield piece
    }
    measured = verifier.finish()
  }
  return {
    bytes: bytes(),
    measured() {
      if (measured === undefined) throw new Error('the bytes were not read to their end')
      return measured
    },
  }
}
