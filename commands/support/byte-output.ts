import { once } from 'node:events'
import { printable } from '../../src/report/terminal-text.ts'

/**
 * Writes bytes to a stream, no faster than it takes them. A reader that has left (`| head`) ends it, and is no error.
 * @throws what `pieces` throws, what the stream fails with, or the signal's reason.
 */
export async function writePieces(
  stream: NodeJS.WritableStream,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  // a reader that does not read must not keep Ctrl-C from working
  const aborted = signal && once(signal, 'abort').then(() => Promise.reject(signal.reason))
  aborted?.catch(() => {})
  for await (const piece of pieces) {
    const isRead = await Promise.race([written(stream, piece), ...(aborted ? [aborted] : [])])
    if (!isRead) return
  }
}

/** Waits until a piece is written: its memory may be used again then. False where the reader has left. */
function written(stream: NodeJS.WritableStream, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    stream.write(piece, (error: NodeJS.ErrnoException | null | undefined) => {
      if (error && error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') reject(error)
      else resolve(!error)
    })
  })
}

/** A file's content for a terminal: what it would act on stands as an escape, lines and tabs as they are. */
export async function* forTerminal(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const shown = (text: string): Uint8Array => Buffer.from(text.replace(/[^\n\t]+/g, printable))
  for await (const piece of pieces) yield shown(decoder.decode(piece, { stream: true }))
  yield shown(decoder.decode())
}
