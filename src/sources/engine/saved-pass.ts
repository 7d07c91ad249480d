import { BrokenImageError, LimitError, UnavailableError } from '../../errors.ts'
import { LIMITS, type Limits } from '../../limits.ts'
import { type Digest, isDigest } from '../../oci/digest.ts'
import type { PassingLayer } from '../image.ts'
import { type StreamedMember, streamedMembers } from '../streamed-members.ts'
import { looksLikeJson, MAX_CAPTURED_BYTES } from '../tar-archive.ts'
import type { TarMember } from '../tar-members.ts'

/**
 * What engines call layers: `ID/layer.tar` (Docker before 25), `blobs/sha256/DIGEST` (Docker since), `DIFFID.tar` (Podman).
 */
const LAYER_NAME =
  /(?:^|\/)layer\.tar$|^\/(?<hex>[0-9a-f]{64})\.tar$|^\/blobs\/(?<blob>sha256\/[0-9a-f]{64}|sha512\/[0-9a-f]{128})$/

/** How much of the end of a stream is kept. */
const TAIL_BYTES = 4096

/**
 * Reads the output of an engine's `docker save` as it comes, and gives its layers one after another; when it has ended, `members`
 * is everything that was in it, with the content of its documents.
 * @param what names the stream in errors
 * @throws {UnavailableError} when the engine gives up in the middle; {BrokenImageError} when the stream is malformed.
 */
export async function* readSaved(
  bytes: AsyncIterable<Uint8Array>,
  what: string,
  limits: Limits,
  members: Map<string, TarMember>,
): AsyncGenerator<PassingLayer> {
  const tail = new Tail()
  const explained = (error: unknown): unknown => {
    const reason = error instanceof BrokenImageError ? tail.engineError() : null
    if (reason === null) return error
    return new UnavailableError(`${what} cannot be read to its end; the engine says: ${reason}.`, { cause: error })
  }
  async function* content(member: StreamedMember): AsyncGenerator<Uint8Array> {
    try {
      yield* member.content()
    } catch (error) {
      throw explained(error)
    }
  }
  let captured = 0
  try {
    for await (const member of streamedMembers(tail.watch(bytes), limits)) {
      const { header, offset } = member
      const { path, type, size } = header
      const isSmall = type === 'file' && size <= limits.maxManifestBytes
      const whole = isSmall ? await wholeOf(member.content()) : undefined
      const isDocument = whole !== undefined && looksLikeJson(whole)
      const isKept = isDocument && captured + size <= MAX_CAPTURED_BYTES
      if (isKept) captured += size
      members.set(path, isKept ? { header, offset, content: whole } : { header, offset })
      if (members.size > limits.maxArchiveMembers) {
        throw new LimitError(`${what} holds more than ${limits.maxArchiveMembers} files`, LIMITS.maxArchiveMembers.flag)
      }
      const name = LAYER_NAME.exec(path)
      if (type !== 'file' || isDocument || name === null) continue
      yield { digest: digestIn(name.groups), size, open: () => (whole === undefined ? content(member) : once(whole)) }
    }
  } catch (error) {
    throw explained(error)
  }
}

function digestIn(groups: Readonly<Record<string, string | undefined>> | undefined): Digest | null {
  const digest = groups?.hex === undefined ? groups?.blob?.replace('/', ':') : `sha256:${groups.hex}`
  return isDigest(digest) ? digest : null
}

async function wholeOf(content: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of content) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(bytes)
}

/** The end of a stream: an engine that fails when it has begun to send says why behind what it sent. */
class Tail {
  #bytes = Buffer.alloc(0)

  async *watch(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      const kept = piece.length >= TAIL_BYTES ? piece.subarray(-TAIL_BYTES) : Buffer.concat([this.#bytes, piece])
      this.#bytes = Buffer.from(kept.subarray(-TAIL_BYTES))
      yield piece
    }
  }

  engineError(): string | null {
    const text = this.#bytes.toString('utf8')
    const json = text.slice(text.lastIndexOf('{"errorDetail"')).trim()
    try {
      const { error } = Object(JSON.parse(json))
      return typeof error === 'string' ? error.replace(/\.$/, '') : null
    } catch {
      return null
    }
  }
}
