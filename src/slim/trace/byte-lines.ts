/** Longer lines are none of strace's that would have a path to tell. */
const MOST_BYTES = 1024 * 1024
const NEWLINE = 10

/** The lines of a text, with a character for each byte (latin1). Of lines that are too long the beginning. */
export async function* byteLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    let start = 0
    for (let end = buffer.indexOf(NEWLINE); end !== -1; end = buffer.indexOf(NEWLINE, start)) {
      yield rest + buffer.toString('latin1', start, Math.min(end, start + MOST_BYTES - rest.length))
      rest = ''
      start = end + 1
    }
    rest += buffer.toString('latin1', start, Math.min(buffer.length, start + MOST_BYTES - rest.length))
  }
  if (rest !== '') yield rest
}
