import { LimitError } from '../../errors.ts'
import type { RawHeader } from './header.ts'
import { type PaxHeader, type PaxRecords, parsePax, paxNumber } from './pax.ts'

const XATTR = 'SCHILY.xattr.'
const NO_PAX: PaxHeader = { records: new Map(), sparsePairs: [] }

/** Header types that describe what follows: PAX local and global (Solaris spells local as X), GNU long name and long link. */
const TYPES = 'xXgLK'

/** Whether a header of this type says something about the entries behind it. */
export function isExtendedHeader(type: string): boolean {
  return TYPES.includes(type)
}

/** What extended headers have said about the next entry (PAX local, GNU long names) and about all that follow (PAX global). */
export class ExtendedHeaders {
  readonly #maxBytes: number
  readonly #global: PaxRecords = new Map()
  #local = NO_PAX
  #longName: Uint8Array | undefined
  #longLink: Uint8Array | undefined

  /** @param maxBytes what one extended header, and all global records together, may take */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The PAX header of the next entry. */
  get local(): PaxHeader {
    return this.#local
  }

  /** Whether something was said about an entry that has not come yet. */
  get arePending(): boolean {
    return this.#local !== NO_PAX || this.#longName !== undefined || this.#longLink !== undefined
  }

  /** @throws {LimitError} when a header of this size is not taken. */
  admit(bytes: number): void {
    if (bytes > this.#maxBytes) {
      throw new LimitError(
        `The layer has an extended tar header of more than ${this.#maxBytes} bytes`,
        'max-header-size',
      )
    }
  }

  /** Takes the content of an extended header. @throws {BrokenImageError} when it is malformed. */
  take(type: string, bytes: Uint8Array): void {
    switch (type) {
      case 'L':
        this.#longName = untilNul(bytes)
        break
      case 'K':
        this.#longLink = untilNul(bytes)
        break
      case 'g':
        for (const [key, value] of parsePax(bytes).records) this.#global.set(key, value)
        this.admit(sizeOf(this.#global))
        break
      default:
        this.#local = parsePax(bytes)
    }
  }

  /** Forgets what was said about one entry only. */
  forget(): void {
    this.#local = NO_PAX
    this.#longName = undefined
    this.#longLink = undefined
  }

  /** The entry's name, before it is cleaned. */
  name(raw: RawHeader): Uint8Array {
    const stated = this.#record('GNU.sparse.name') ?? this.#record('path') ?? this.#longName
    if (stated) return stated
    const { prefix } = raw
    return prefix.length === 0 ? raw.name : Buffer.concat([prefix, Buffer.from('/'), raw.name])
  }

  /** The entry's link target, before it is cleaned. */
  linkName(raw: RawHeader): Uint8Array {
    return this.#record('linkpath') ?? this.#longLink ?? raw.linkName
  }

  /** A number that PAX records may override. @throws {BrokenImageError} when it is none. */
  number(key: 'size' | 'uid' | 'gid' | 'mtime', raw: RawHeader): number {
    const value = this.#record(key)
    return value ? paxNumber(key, value) : raw[key]
  }

  /** Extended attributes; null where there are none. */
  xattrs(): ReadonlyMap<string, Uint8Array> | null {
    if (this.#isPlain) return null
    let found: Map<string, Uint8Array> | null = null
    for (const records of [this.#global, this.#local.records]) {
      for (const [key, value] of records) {
        if (!key.startsWith(XATTR)) continue
        found ??= new Map()
        found.set(key.slice(XATTR.length), value)
      }
    }
    return found
  }

  /** Whether no PAX header speaks, as for most entries. */
  get #isPlain(): boolean {
    return this.#local === NO_PAX && this.#global.size === 0
  }

  #record(key: string): Uint8Array | undefined {
    if (this.#isPlain) return undefined
    const value = this.#local.records.get(key) ?? this.#global.get(key)
    return value && value.length > 0 ? value : undefined // an empty value takes a record back
  }
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const nul = bytes.indexOf(0)
  return nul === -1 ? bytes : bytes.subarray(0, nul)
}

function sizeOf(records: PaxRecords): number {
  let size = 0
  for (const [key, value] of records) size += key.length + value.length
  return size
}
