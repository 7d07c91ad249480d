import { BrokenImageError } from '../../errors.ts'
import { type Digest, isDigest } from '../../oci/digest.ts'
import type { CallScope, ContainerdChannel } from './channel.ts'
import { ContainerdError } from './failure.ts'

/** The blobs that a namespace has in containerd's content store. */
export class NamespaceContent {
  readonly #channel: ContainerdChannel
  readonly #scope: CallScope

  constructor(channel: ContainerdChannel, scope: CallScope) {
    this.#channel = channel
    this.#scope = scope
  }

  /**
   * Streams a blob, unverified. Each piece is the receiver's own.
   * @throws {ContainerdError} when it is not there, or containerd fails; {InterruptedError} when a signal fires.
   */
  async *read(digest: Digest, signal = this.#scope.signal): AsyncGenerator<Uint8Array> {
    const scope = { ...this.#scope, signal }
    for await (const { data } of this.#channel.stream('content.v1.Content/Read', { digest }, scope)) yield data
  }

  /**
   * Whether a blob is there.
   * @throws the same as `read`, but where it is not
   */
  async has(digest: Digest): Promise<boolean> {
    try {
      await this.#channel.call('content.v1.Content/Info', { digest }, this.#scope)
      return true
    } catch (error) {
      if (error instanceof ContainerdError && error.isNotFound) return false
      throw error
    }
  }

  /**
   * Every blob that is there, with its size in bytes.
   * @throws {BrokenImageError} when containerd lists what is none; otherwise as `read`.
   */
  async sizes(): Promise<Map<Digest, number>> {
    const sizes = new Map<Digest, number>()
    for await (const { info } of this.#channel.stream('content.v1.Content/List', {}, this.#scope)) {
      for (const { digest, size } of info) {
        // containerd takes digests of algorithms that no image is made with
        if (isDigest(digest)) sizes.set(digest, checkedSize(size, digest))
      }
    }
    return sizes
  }
}

/** @throws {BrokenImageError} when it is no number of bytes; `of` names what it is the size of. */
export function checkedSize(size: number, of: string): number {
  if (Number.isSafeInteger(size) && size >= 0) return size
  throw new BrokenImageError(`containerd gives ${of} the size ${size}.`)
}
