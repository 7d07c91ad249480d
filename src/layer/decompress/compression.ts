/** How a layer's tar is compressed. */
export type Compression = 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'none'

/** The first bytes that tell compressions apart, at most. */
export const MAGIC_LENGTH = 6

/**
 * Recognises a compression by its first bytes, because media types lie: gzip (RFC 1952), zstd with its skippable frames
 * (RFC 8878), bzip2 and xz by their file formats.
 */
export function compressionOf(head: Uint8Array): Compression {
  const starts = (...magic: number[]): boolean => magic.every((byte, i) => head[i] === byte)
  if (starts(0x1f, 0x8b)) return 'gzip'
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd'
  if (starts(head[0]!, 0x2a, 0x4d, 0x18) && (head[0]! & 0xf0) === 0x50) return 'zstd'
  if (starts(0x42, 0x5a, 0x68)) return 'bzip2'
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz'
  return 'none'
}
