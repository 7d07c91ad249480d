/** What `ldconfig` found: pairs of a library's name and the path where it was, in the order of the file. */
export type LoaderCache = { readonly libraries: readonly (readonly [name: string, path: string])[] }

/** Where glibc's loader keeps it. */
export const LOADER_CACHE = '/etc/ld.so.cache'

/** Bytes of a cache that are read; one of 5,000 libraries has 500 kB. */
export const MAX_LOADER_CACHE = 8 * 1024 * 1024

const MAGIC = 'glibc-ld.so.cache1.1'
/** Up to glibc 2.31 the new format stands behind the old one. */
const OLD_MAGIC = 'ld.so-1.7.0\0'
const OLD_HEADER_BYTES = 16
const OLD_ENTRY_BYTES = 12
const HEADER_BYTES = 48
const ENTRY_BYTES = 24

/**
 * Reads glibc's `/etc/ld.so.cache` (`struct cache_file_new` in sysdeps/generic/dl-cache.h), in either byte order; undefined
 * where it is something else, which the loader takes for no cache at all.
 */
export function parseLoaderCache(bytes: Uint8Array): LoaderCache | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const start = startOfCache(file)
  if (start === undefined || start + HEADER_BYTES > file.length) return undefined
  const cache = file.subarray(start)
  const littleEndian = isLittleEndian(cache)
  const u32 = (at: number): number => (littleEndian ? cache.readUInt32LE(at) : cache.readUInt32BE(at))
  const count = u32(MAGIC.length)
  if (HEADER_BYTES + count * ENTRY_BYTES > cache.length) return undefined
  const libraries: (readonly [string, string])[] = []
  let textLeft = 2 * cache.length // a name is mostly the end of its path, and stored once with it
  for (let at = HEADER_BYTES; at < HEADER_BYTES + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    const name = textAt(cache, u32(at + 4))
    const path = textAt(cache, u32(at + 8))
    textLeft -= (name?.length ?? 0) + (path?.length ?? 0)
    if (textLeft < 0) return undefined
    if (name !== undefined && path?.startsWith('/')) libraries.push([name, path])
  }
  return { libraries }
}

function startOfCache(file: Buffer): number | undefined {
  const isCache = (at: number): boolean => file.subarray(at, at + MAGIC.length).toString('latin1') === MAGIC
  if (isCache(0)) return 0
  if (file.subarray(0, OLD_MAGIC.length).toString('latin1') !== OLD_MAGIC || file.length < OLD_HEADER_BYTES)
    return undefined
  const ends = [file.readUInt32LE(12), file.readUInt32BE(12)].map((count) => OLD_HEADER_BYTES + count * OLD_ENTRY_BYTES)
  return ends.flatMap((end) => [end, Math.ceil(end / 8) * 8]).find(isCache)
}

/** Since glibc 2.33 the header says so; before that the count of entries is only plausible in one order. */
function isLittleEndian(cache: Buffer): boolean {
  const flags = cache[28]! & 3
  if (flags === 2 || flags === 3) return flags === 2
  return HEADER_BYTES + cache.readUInt32LE(MAGIC.length) * ENTRY_BYTES <= cache.length
}

/** No path is longer than PATH_MAX; the bound keeps offsets into one long text from being read again and again. */
const MAX_TEXT = 4096

function textAt(cache: Buffer, at: number): string | undefined {
  const end = cache.subarray(at, at + MAX_TEXT).indexOf(0)
  return end <= 0 ? undefined : cache.toString('utf8', at, at + end)
}
