import { createHash } from 'node:crypto'
import type { FactReader, FactStream } from '../layer/fact-reader.ts'

/**
 * The SHA-1 of every regular file's content, in hexadecimal. SPDX 2.3 wants it of each file that it lists (clause 8.4), and of each
 * package of files (7.9); nothing else does, so that it is only read when asked for.
 */
export const sha1Reader: FactReader<string> = {
  name: 'sha1',
  version: 1,
  select: () => ({ stream: new Sha1Stream() }),
  read: () => undefined,
}

class Sha1Stream implements FactStream<string> {
  readonly #hash = createHash('sha1')

  push(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }

  end(): string {
    return this.#hash.digest('hex')
  }
}
