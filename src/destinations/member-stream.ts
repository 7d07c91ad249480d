import { END_OF_ARCHIVE } from '../layer/tar/writer.ts'
import { gathered } from '../sources/gathered.ts'
import { type ArchiveMember, packMember } from './archive-member.ts'

interface Waiting {
  readonly member: ArchiveMember
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

/** One tar that is read while several write to it, each file as a whole and in the order in which they come. */
export class MemberStream {
  readonly #waiting: Waiting[] = []
  /** The file that is being read. */
  #current: Waiting | undefined
  #isComplete = false
  #failure: { readonly reason: unknown } | undefined
  #wake: () => void = () => {}

  /** Adds a file; done when all of it was read. @throws what its `read` throws, and what the stream fails with. */
  write(member: ArchiveMember): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure.reason)
      this.#waiting.push({ member, resolve, reject })
      this.#wake()
    })
  }

  /** Lets the archive end behind the files that were added. */
  complete(): void {
    this.#isComplete = true
    this.#wake()
  }

  /** Ends all writing; the archive stays without an end, so that nothing takes it for a whole one. */
  fail(reason: unknown): void {
    this.#failure ??= { reason }
    for (const { reject } of [...(this.#current ? [this.#current] : []), ...this.#waiting.splice(0)]) reject(reason)
    this.#wake()
  }

  /** Streams the archive, once. Each piece is the receiver's own. @throws what a file's `read` throws, and what it fails with. */
  bytes(): AsyncGenerator<Uint8Array> {
    return gathered(this.#pieces())
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    const directories = new Set<string>()
    for (;;) {
      if (this.#failure) throw this.#failure.reason
      this.#current = this.#waiting.shift()
      if (this.#current !== undefined) yield* this.#pack(this.#current, directories)
      else if (this.#isComplete) break
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    yield END_OF_ARCHIVE
  }

  async *#pack({ member, resolve }: Waiting, directories: Set<string>): AsyncGenerator<Uint8Array> {
    try {
      yield* packMember(member, directories)
      resolve()
    } catch (error) {
      this.fail(error)
      throw error
    }
  }
}
