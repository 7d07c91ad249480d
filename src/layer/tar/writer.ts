import type { EntryHeader, EntryType } from '../entry.ts'
import { BLOCK_SIZE } from './header.ts'
import { encodeName } from './text.ts'

const TYPE_FLAGS: Readonly<Record<EntryType, string>> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
}

/** The bytes that end an archive. */
export const END_OF_ARCHIVE: Uint8Array = new Uint8Array(2 * BLOCK_SIZE)

/**
 * The header blocks of an entry: ustar, with a PAX header in front where ustar cannot say it (POSIX.1-2017, pax). The
 * entry's `size` bytes of content and `paddingOf(size)` follow. Names lose their leading slash, as tar stores them, and
 * bytes in them that are not UTF-8 are written as they were.
 */
export function tarHeader(entry: EntryHeader): Uint8Array {
  const name = storedName(entry)
  const link = linkName(entry)
  const block = new HeaderBlock()
  const pax: Uint8Array[] = []
  const text = (key: string, at: number, bytes: Uint8Array): void => {
    if (!block.text(at, 100, bytes)) pax.push(paxRecord(key, bytes))
  }
  const number = (key: string, at: number, width: number, value: number): void => {
    if (!block.number(at, width, value)) pax.push(paxRecord(key, Buffer.from(decimal(value))))
  }
  text('path', 0, name)
  block.number(100, 8, entry.mode)
  number('uid', 108, 8, entry.uid)
  number('gid', 116, 8, entry.gid)
  number('size', 124, 12, entry.size)
  number('mtime', 136, 12, entry.mtime)
  text('linkpath', 157, link)
  block.number(329, 8, entry.device?.major ?? 0)
  block.number(337, 8, entry.device?.minor ?? 0)
  for (const [key, value] of entry.xattrs ?? []) pax.push(paxRecord(`SCHILY.xattr.${key}`, value))
  const header = block.sealed(TYPE_FLAGS[entry.type])
  return pax.length === 0 ? header : Buffer.concat([paxMember(Buffer.concat(pax)), header])
}

/** The zeros that fill up a content of `size` bytes to whole blocks. */
export function paddingOf(size: number): Uint8Array {
  return new Uint8Array((BLOCK_SIZE - (size % BLOCK_SIZE)) % BLOCK_SIZE)
}

function storedName({ path, type }: EntryHeader): Uint8Array {
  const relative = path.slice(1)
  if (type !== 'directory') return encodeName(relative)
  return encodeName(relative === '' ? './' : `${relative}/`)
}

function linkName({ type, linkTarget }: EntryHeader): Uint8Array {
  // A hard link names another entry of the archive, a symlink whatever it likes.
  return encodeName(type === 'hardlink' ? (linkTarget ?? '').slice(1) : (linkTarget ?? ''))
}

/** A PAX header for the entry behind it. */
function paxMember(records: Uint8Array): Uint8Array {
  const block = new HeaderBlock()
  block.text(0, 100, Buffer.from('PaxHeaders/entry'))
  block.number(100, 8, 0o644)
  block.number(124, 12, records.length)
  return Buffer.concat([block.sealed('x'), records, paddingOf(records.length)])
}

/** `LENGTH KEY=VALUE\n`; the length counts its own digits. */
function paxRecord(key: string, value: Uint8Array): Uint8Array {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')])
  let length = rest.length
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

/** Without an exponent, which PAX does not know; to the nanosecond, which is as fine as file systems are. */
function decimal(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : value.toFixed(9).replace(/0+$/, '')
}

class HeaderBlock {
  readonly #bytes = Buffer.alloc(BLOCK_SIZE)

  /** Writes a text; one that does not fit is cut, and the result false. */
  text(at: number, width: number, bytes: Uint8Array): boolean {
    this.#bytes.set(bytes.subarray(0, width), at)
    return bytes.length <= width
  }

  /** Writes octal digits and a NUL; what they cannot say becomes 0, and the result false. */
  number(at: number, width: number, value: number): boolean {
    const fits = Number.isInteger(value) && value >= 0 && value < 8 ** (width - 1)
    this.#bytes.write(`${(fits ? value : 0).toString(8).padStart(width - 1, '0')}\0`, at, 'latin1')
    return fits
  }

  sealed(typeFlag: string): Uint8Array {
    this.#bytes.write(typeFlag, 156, 'latin1')
    this.#bytes.write('ustar\x0000', 257, 'latin1')
    this.#bytes.fill(' ', 148, 156)
    const sum = this.#bytes.reduce((total, byte) => total + byte, 0)
    this.#bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
    return this.#bytes
  }
}
