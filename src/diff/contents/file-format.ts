/** What files of a format begin with. */
interface Signature {
  readonly format: string
  /** Latin-1. */
  readonly bytes: string
  readonly offset?: number
}

/** Formats that are met in images and are no text, as file(1) knows them. */
const SIGNATURES: readonly Signature[] = [
  { format: 'ELF', bytes: '\x7fELF' },
  { format: 'gzip archive', bytes: '\x1f\x8b' },
  { format: 'bzip2 archive', bytes: 'BZh' },
  { format: 'xz archive', bytes: '\xfd7zXZ\0' },
  { format: 'zstd archive', bytes: '\x28\xb5\x2f\xfd' },
  { format: 'zip archive', bytes: 'PK\x03\x04' },
  { format: 'zip archive', bytes: 'PK\x05\x06' },
  { format: '7z archive', bytes: "7z\xbc\xaf'\x1c" },
  { format: 'ar archive', bytes: '!<arch>\n' },
  { format: 'thin ar archive', bytes: '!<thin>\n' },
  { format: 'cpio archive', bytes: '07070' },
  { format: 'tar archive', bytes: 'ustar', offset: 257 },
  { format: 'rpm package', bytes: '\xed\xab\xee\xdb' },
  { format: 'SQLite database', bytes: 'SQLite format 3\0' },
  { format: 'Berkeley DB', bytes: '\x61\x15\x06\0', offset: 12 },
  { format: 'Berkeley DB', bytes: '\0\x06\x15\x61', offset: 12 },
  { format: 'Berkeley DB', bytes: '\x62\x31\x05\0', offset: 12 },
  { format: 'Berkeley DB', bytes: '\0\x05\x31\x62', offset: 12 },
  { format: 'ndb database', bytes: 'RpmP' },
  { format: 'GDBM database', bytes: '\xcf\x9a\x57\x13' },
  { format: 'LMDB database', bytes: '\xde\xc0\xef\xbe', offset: 16 },
  { format: 'library cache', bytes: 'glibc-ld.so.cache' },
  { format: 'library cache', bytes: 'ld.so-1.7.0' },
  { format: 'gettext catalogue', bytes: '\xde\x12\x04\x95' },
  { format: 'gettext catalogue', bytes: '\x95\x04\x12\xde' },
  { format: 'time zone', bytes: 'TZif' },
  { format: 'Java class', bytes: '\xca\xfe\xba\xbe' },
  { format: 'WebAssembly module', bytes: '\0asm' },
  { format: 'PNG image', bytes: '\x89PNG' },
  { format: 'JPEG image', bytes: '\xff\xd8\xff' },
  { format: 'GIF image', bytes: 'GIF8' },
  { format: 'PDF document', bytes: '%PDF-' },
]

/** Bytes that tell a format; what is no text has a NUL in them, as git takes it (xdiff-interface.c, `buffer_is_binary`). */
export const FORMAT_BYTES = 8000

/** What a file is, by how it begins: `text` without a NUL, `data` for what is not known. */
export function fileFormat(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, FORMAT_BYTES))
  const known = SIGNATURES.find(({ bytes: signature, offset = 0 }) =>
    head.subarray(offset, offset + signature.length).equals(Buffer.from(signature, 'latin1')),
  )
  return known?.format ?? (head.includes(0) ? 'data' : 'text')
}
