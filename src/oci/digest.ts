import { createHash, type Hash } from 'node:crypto'
import { BrokenImageError } from '../errors.ts'

/** A content digest, `algorithm:hex`, as the OCI image specification's descriptor.md writes it. */
export type Digest = `sha256:${string}` | `sha512:${string}`

const PATTERN = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/

/** Whether `text` is a digest of an algorithm that the specification registers. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && PATTERN.test(text)
}

/**
 * Takes `text` for a digest.
 * @throws {BrokenImageError} when it is none; `where` names the place that holds it.
 */
export function toDigest(text: unknown, where: string): Digest {
  if (isDigest(text)) return text
  throw new BrokenImageError(
    `${where} holds ${JSON.stringify(text)?.slice(0, 100)}, which is not a sha256 or sha512 digest.`,
  )
}

/** `sha256` or `sha512`. */
export function algorithmOf(digest: Digest): 'sha256' | 'sha512' {
  return digest.startsWith('sha256:') ? 'sha256' : 'sha512'
}

/** The hexadecimal part of a digest. */
export function hexOf(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1)
}

/** A running digest over bytes that pass by. */
export class Digester {
  readonly #algorithm: 'sha256' | 'sha512'
  readonly #hash: Hash

  constructor(algorithm: 'sha256' | 'sha512' = 'sha256') {
    this.#algorithm = algorithm
    this.#hash = createHash(algorithm)
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }

  /** The digest of all bytes seen; may be called once. */
  digest(): Digest {
    return `${this.#algorithm}:${this.#hash.digest('hex')}`
  }
}
