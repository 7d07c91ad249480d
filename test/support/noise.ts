import { createHash } from 'node:crypto'

/** Bytes that no compression makes smaller, the same in every run. */
export function noise(length: number, seed: string): Buffer {
  // SHAKE256 gives as many bytes as are asked for.
  return createHash('shake256', { outputLength: length }).update(seed).digest()
}
