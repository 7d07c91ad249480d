import { crc32, deflateRawSync } from 'node:zlib'

/** An entry to be written. */
export interface ZipEntry {
  readonly name: string
  readonly content: Uint8Array | string
  readonly stored?: boolean
  /** Whether the sizes stand behind the data, and how. */
  readonly descriptor?: 'signed' | 'unsigned' | 'zip64'
  /** Sizes in the extra field. */
  readonly zip64?: boolean
  readonly encrypted?: boolean
  /** Left out of the central directory. */
  readonly unlisted?: boolean
}

/** Writes a zip archive as its specification (APPNOTE.TXT) allows it, in more ways than any one program does. */
export function writeZip(entries: readonly ZipEntry[], prefix: Uint8Array | string = ''): Buffer {
  const parts: Buffer[] = [Buffer.from(prefix)]
  const directory: Buffer[] = []
  let offset = parts[0]!.length
  for (const entry of entries) {
    const { local, central } = writeEntry(entry, offset)
    parts.push(local)
    offset += local.length
    if (!entry.unlisted) directory.push(central)
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

function writeEntry(entry: ZipEntry, offset: number): { local: Buffer; central: Buffer } {
  const content = Buffer.from(entry.content as Uint8Array)
  const data = entry.stored ? content : deflateRawSync(content)
  const name = Buffer.from(entry.name)
  const flags = (entry.descriptor === undefined ? 0 : 8) | (entry.encrypted ? 1 : 0)
  const extra = entry.zip64 ? longSizes(content.length, data.length) : Buffer.alloc(0)
  const fields = (sizesHere: boolean): Buffer => {
    const bytes = Buffer.alloc(26)
    bytes.writeUInt16LE(20, 0)
    bytes.writeUInt16LE(flags, 2)
    bytes.writeUInt16LE(entry.stored ? 0 : 8, 4)
    if (sizesHere) {
      bytes.writeUInt32LE(crc32(content), 10)
      bytes.writeUInt32LE(entry.zip64 ? 0xffffffff : data.length, 14)
      bytes.writeUInt32LE(entry.zip64 ? 0xffffffff : content.length, 18)
    }
    bytes.writeUInt16LE(name.length, 22)
    bytes.writeUInt16LE(extra.length, 24)
    return bytes
  }
  const local = Buffer.concat([
    Buffer.from('PK\x03\x04'),
    fields(entry.descriptor === undefined),
    name,
    extra,
    data,
    descriptorOf(entry, content, data.length),
  ])
  const tail = Buffer.alloc(14)
  tail.writeUInt32LE(offset, 10)
  return { local, central: Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields(true), tail, name, extra]) }
}

function descriptorOf({ descriptor }: ZipEntry, content: Buffer, dataBytes: number): Buffer {
  if (descriptor === undefined) return Buffer.alloc(0)
  const crc = Buffer.alloc(4)
  crc.writeUInt32LE(crc32(content))
  const sizes = Buffer.alloc(descriptor === 'zip64' ? 16 : 8)
  if (descriptor === 'zip64') {
    sizes.writeBigUInt64LE(BigInt(dataBytes), 0)
    sizes.writeBigUInt64LE(BigInt(content.length), 8)
  } else {
    sizes.writeUInt32LE(dataBytes, 0)
    sizes.writeUInt32LE(content.length, 4)
  }
  return Buffer.concat([Buffer.from(descriptor === 'unsigned' ? '' : 'PK\x07\x08'), crc, sizes])
}

/** The zip64 extra field (4.5.3). */
function longSizes(fullSize: number, size: number): Buffer {
  const field = Buffer.alloc(20)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(16, 2)
  field.writeBigUInt64LE(BigInt(fullSize), 4)
  field.writeBigUInt64LE(BigInt(size), 12)
  return field
}
