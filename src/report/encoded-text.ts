/** Characters that are encoded at once. */
const BATCH = 256 * 1024

/** Text in UTF-8; small pieces come together in ones that are worth a write each. */
export function* encodedText(pieces: Iterable<string>): Generator<Uint8Array> {
  let batch = ''
  for (const piece of pieces) {
    batch += piece
    if (batch.length < BATCH) continue
    yield Buffer.from(batch)
    batch = ''
  }
  yield Buffer.from(batch)
}
