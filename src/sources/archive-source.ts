import type { Limits } from '../limits.ts'
import { readRange } from './file-bytes.ts'
import { type TarFile, tarBytes } from './tar-members.ts'

/** Where the bytes of an archive come from. */
export interface ArchiveSource {
  /** How errors name the archive. */
  readonly what: string
  /** Streams the archive, decompressed, from its beginning. A piece is good until the next one is asked for. */
  bytes(signal: AbortSignal): AsyncGenerator<Uint8Array>
  /** Streams a part of it; each piece is the receiver's own. Null where the archive can only be read from its beginning. */
  readonly range: ((start: number, end: number, signal?: AbortSignal) => AsyncGenerator<Uint8Array>) | null
  close(): Promise<void>
}

/** The bytes of a file. */
export function fileSource(file: TarFile, limits: Limits): ArchiveSource {
  const { handle, what, compression } = file
  return {
    what,
    bytes: (signal) => tarBytes(file, limits, signal),
    range: compression === 'none' ? (start, end, signal) => readRange(handle, start, end, what, signal) : null,
    close: () => handle.close(),
  }
}
