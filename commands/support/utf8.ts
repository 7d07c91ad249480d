/** Text as the bytes of a file, for what takes a file in pieces. */
export async function* utf8(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}
