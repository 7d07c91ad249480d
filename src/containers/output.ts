import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'

/** Bytes of an output that are kept; of what comes after them only number and digest are known. */
const MOST_KEPT = 1024 * 1024

/** What a program wrote to one of its outputs. */
export interface Output {
  /** Its first bytes, 1 MiB at most. */
  readonly head: Buffer
  /** Of all of it. */
  readonly bytes: number
  /** Of all of it, in hex. */
  readonly sha256: string
}

export const NO_OUTPUT: Output = {
  head: Buffer.alloc(0),
  bytes: 0,
  sha256: createHash('sha256').digest('hex'),
}

/** Reads an output to its end. */
export async function outputOf(stream: Readable): Promise<Output> {
  const hash = createHash('sha256')
  const kept: Buffer[] = []
  let bytes = 0
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (bytes < MOST_KEPT) kept.push(piece.subarray(0, MOST_KEPT - bytes))
      bytes += piece.length
      hash.update(piece)
    }
  } catch {} // it was cut off with its program
  return { head: Buffer.concat(kept), bytes, sha256: hash.digest('hex') }
}

/** What of an output was kept, as text. */
export function textOf({ head }: Output): string {
  return head.toString('utf8')
}

/** Whether two outputs are the same to the byte. */
export function isSameOutput(one: Output, other: Output): boolean {
  return one.bytes === other.bytes && one.sha256 === other.sha256
}
