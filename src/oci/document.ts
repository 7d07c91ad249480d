import { BrokenImageError, LimitError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Descriptor } from './descriptor.ts'
import { algorithmOf, Digester } from './digest.ts'

/**
 * Reads a document whole, but stops at the first byte past `maxManifestBytes`; `what` names it in errors.
 * @throws {LimitError} when it is larger.
 */
export async function readDocument(
  source: AsyncIterable<Uint8Array>,
  maxManifestBytes: number,
  what: string,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of source) {
    length += piece.length
    checkDocumentSize(length, maxManifestBytes, what)
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** @throws {LimitError} when a document of `size` bytes is larger than is read; `what` names it. */
export function checkDocumentSize(size: number, maxManifestBytes: number, what: string): void {
  if (size <= maxManifestBytes) return
  throw new LimitError(`${what} is larger than ${maxManifestBytes} bytes`, LIMITS.maxManifestBytes.flag)
}

/**
 * Checks a document against its descriptor; `what` names it in errors.
 * @throws {BrokenImageError} when digest or size differ.
 */
export function verifyDocument(bytes: Uint8Array, { digest, size }: Descriptor, what: string): void {
  if (bytes.length !== size) {
    throw new BrokenImageError(`${what} has ${bytes.length} bytes but its descriptor states ${size}; it was altered.`)
  }
  const digester = new Digester(algorithmOf(digest))
  digester.update(bytes)
  const actual = digester.digest()
  if (actual === digest) return
  throw new BrokenImageError(`${what} has the digest ${actual} and not ${digest}; it was altered.`)
}
