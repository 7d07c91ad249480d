import type { HttpResponse } from './transport.ts'

/** Reads a whole body of at most `limit` bytes; null where it is larger, as soon as that is known. */
export async function readBoundedBody(response: HttpResponse, limit: number): Promise<Uint8Array | null> {
  if (Number(response.header('content-length') ?? 0) > limit) {
    await response.discard()
    return null
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.chunks()) {
    size += chunk.length
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
