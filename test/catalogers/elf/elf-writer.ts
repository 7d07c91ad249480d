/** What a hand-made ELF program has. */
export interface ElfParts {
  readonly is64?: boolean
  readonly bigEndian?: boolean
  /** Loaded one after the other; `flags` as readelf shows them. */
  readonly segments?: readonly {
    readonly flags: 'R' | 'RE' | 'RW'
    readonly address: number
    readonly bytes: Uint8Array
  }[]
  /** Not loaded, behind the segments; nothing else has a section. Without any, the file has no section headers. */
  readonly sections?: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  /** Stands before the first segment, behind the headers. */
  readonly head?: Uint8Array
}

const FLAGS = { R: 4, RE: 5, RW: 6 } as const
const PAGE = 4096

/** Makes an ELF program (gABI chapters 4 and 5) that readers take for one, and no kernel. */
export function writeElf({ is64 = true, bigEndian = false, segments = [], sections = [], head }: ElfParts): Buffer {
  const fields = (widths: readonly (2 | 4 | 'word')[], values: readonly number[]): Buffer => {
    const parts = widths.map((width, index) => {
      const bytes = Buffer.alloc(width === 'word' ? (is64 ? 8 : 4) : width)
      const value = values[index]!
      if (bytes.length === 8) bytes[bigEndian ? 'writeBigUInt64BE' : 'writeBigUInt64LE'](BigInt(value))
      else bytes[bigEndian ? 'writeUIntBE' : 'writeUIntLE'](value, 0, bytes.length)
      return bytes
    })
    return Buffer.concat(parts)
  }
  let offset = PAGE
  const placed = segments.map((segment) => {
    const at = offset
    offset += Math.ceil(segment.bytes.length / PAGE) * PAGE
    return { ...segment, at }
  })
  const names = ['', ...sections.map(({ name }) => name), '.shstrtab']
  const nameTable = Buffer.from(`${names.join('\0')}\0`)
  const stored = sections.length === 0 ? [] : [...sections.map(({ bytes }) => bytes), nameTable]
  const storedAt = stored.map((bytes) => {
    const at = offset
    offset += bytes.length
    return at
  })
  const sectionBytes = is64 ? 64 : 40
  const sectionHeaders = stored.map((bytes, index) => {
    const nameOffset = names.slice(0, index + 1).join('\0').length + 1
    const type = index === stored.length - 1 ? 3 : 1 // the names are strings, the others are the program's
    const values = [nameOffset, type, 0, 0, storedAt[index]!, bytes.length, 0, 0, 1, 0]
    return fields([4, 4, 'word', 'word', 'word', 'word', 4, 4, 'word', 'word'], values)
  })
  const programHeaders = placed.map(({ flags, address, at, bytes }) =>
    is64
      ? fields(
          [4, 4, 'word', 'word', 'word', 'word', 'word', 'word'],
          [1, FLAGS[flags], at, address, address, bytes.length, bytes.length, PAGE],
        )
      : fields([4, 4, 4, 4, 4, 4, 4, 4], [1, at, address, address, bytes.length, bytes.length, FLAGS[flags], PAGE]),
  )
  const headerBytes = is64 ? 64 : 52
  const count = stored.length === 0 ? 0 : stored.length + 1
  const header = Buffer.concat([
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, is64 ? 2 : 1, bigEndian ? 2 : 1, 1, ...Array(9).fill(0)]),
    fields(
      [2, 2, 4, 'word', 'word', 'word', 4, 2, 2, 2, 2, 2, 2],
      [
        2,
        62,
        1,
        0,
        headerBytes,
        count === 0 ? 0 : offset,
        0,
        headerBytes,
        is64 ? 56 : 32,
        segments.length,
        sectionBytes,
        count,
        Math.max(0, count - 1),
      ],
    ),
  ])
  const file = Buffer.alloc(offset + count * sectionBytes)
  Buffer.concat([header, ...programHeaders, head ?? Buffer.alloc(0)]).copy(file, 0, 0)
  for (const { at, bytes } of placed) file.set(bytes, at)
  stored.forEach((bytes, index) => {
    file.set(bytes, storedAt[index])
  })
  Buffer.concat(count === 0 ? [] : [Buffer.alloc(sectionBytes), ...sectionHeaders]).copy(file, offset)
  return file
}
