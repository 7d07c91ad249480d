import type { ElfBinary } from '../../catalogers/elf/parse.ts'

/** A library as ldconfig lists it. */
export interface CachedLibrary {
  readonly name: string
  readonly path: string
  readonly binary: Pick<ElfBinary, 'machine' | 'class' | 'byteOrder'>
}

const MAGIC = 'glibc-ld.so.cache1.1'
const HEADER_BYTES = 48
const ENTRY_BYTES = 24
/** FLAG_ELF_LIBC6. */
const LIBC6 = 3
/** cache_file_new_flags_endian_little and _big. */
const BYTE_ORDERS = { little: 2, big: 3 } as const

/**
 * What tells libraries of one machine from those of others, by e_machine and class (sysdeps/generic/ldconfig.h in glibc 2.36,
 * FLAG_X8664_LIB64 and so on); undefined for machines that have several kinds.
 */
function flagsOf({ machine, class: bits }: CachedLibrary['binary']): number | undefined {
  const required = {
    3: 0, // i386
    62: bits === 64 ? 0x0300 : 0x0800, // x86-64, and its x32
    22: bits === 64 ? 0x0400 : 0, // s390x
    21: 0x0500, // ppc64
    183: 0x0a00, // AArch64
  }[machine]
  return required === undefined ? undefined : required | LIBC6
}

/**
 * Writes glibc's `/etc/ld.so.cache` in the new format (`struct cache_file_new` in sysdeps/generic/dl-cache.h). The order must be
 * that of ldconfig's own file, because the loader looks names up by halves. Undefined where it is not known how this machine's
 * libraries are marked.
 */
export function writeLoaderCache(libraries: readonly CachedLibrary[]): Uint8Array | undefined {
  const [first] = libraries
  if (first === undefined) return undefined
  const isLittle = first.binary.byteOrder === 'little'
  const strings: Buffer[] = []
  const offsets = new Map<string, number>()
  let end = HEADER_BYTES + libraries.length * ENTRY_BYTES
  const start = end
  const offsetOf = (text: string): number => {
    const known = offsets.get(text)
    if (known !== undefined) return known
    const bytes = Buffer.from(`${text}\0`)
    const offset = end
    strings.push(bytes)
    offsets.set(text, offset)
    end += bytes.length
    return offset
  }
  const head = Buffer.alloc(start)
  const u32 = (value: number, at: number): number =>
    isLittle ? head.writeUInt32LE(value, at) : head.writeUInt32BE(value, at)
  for (const [index, { name, path, binary }] of libraries.entries()) {
    const flags = flagsOf(binary)
    if (flags === undefined || binary.byteOrder !== first.binary.byteOrder) return undefined
    const at = HEADER_BYTES + index * ENTRY_BYTES
    u32(flags, at)
    u32(offsetOf(name), at + 4)
    u32(offsetOf(path), at + 8)
  }
  head.write(MAGIC, 0, 'latin1')
  u32(libraries.length, MAGIC.length)
  u32(end - start, MAGIC.length + 4)
  head.writeUInt8(BYTE_ORDERS[first.binary.byteOrder], MAGIC.length + 8)
  return Buffer.concat([head, ...strings])
}
