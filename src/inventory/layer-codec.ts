import { crc32 } from 'node:zlib'
import { type Columns, EntryTable } from '../layer/entry-table.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'

/** Raise it when the encoding changes. */
export const CODEC_VERSION = 1

const MAGIC = 0x4b504d49 // "IMPK", little-endian
const PREFIX_BYTES = 16 // magic, checksum of all that follows the prefix, length of the header, reserved

/** A path cannot hold a NUL byte. */
const SEPARATOR = '\0'

interface Header {
  readonly inventory: Omit<LayerInventory, 'entries'>
  readonly rows: number
  /** UTF-8, or UTF-16 where names hold bytes that are not UTF-8 and stand as lone surrogates. */
  readonly pathEncoding: 'utf8' | 'utf16le'
  readonly linkTargets: readonly (readonly [row: number, target: string])[]
  readonly xattrs: readonly (readonly [row: number, values: readonly (readonly [name: string, base64: string])[]])[]
  readonly devices: readonly (readonly [row: number, major: number, minor: number])[]
}

/** The columns in the order in which they are stored: the widest first, so that each starts at a multiple of its width. */
const COLUMNS = [
  'uids',
  'gids',
  'sizes',
  'mtimes',
  'modes',
  'types',
  'digests',
] as const satisfies readonly (keyof Columns)[]

/**
 * Writes an inventory as bytes: a JSON header, the columns as they stand in memory, and the paths. The same bytes go from a
 * worker to the main thread and into the cache; the machine's own byte order is good enough for both.
 */
export function encodeLayer(inventory: LayerInventory): Uint8Array<ArrayBuffer> {
  const { entries, ...rest } = inventory
  const joined = entries.paths.join(SEPARATOR)
  const pathEncoding = joined.isWellFormed() ? 'utf8' : 'utf16le'
  const header: Header = {
    inventory: rest,
    rows: entries.length,
    pathEncoding,
    linkTargets: [...entries.rare.linkTargets],
    xattrs: [...entries.rare.xattrs].map(([row, values]) => [
      row,
      [...values].map(([name, value]) => [name, base64(value)]),
    ]),
    devices: [...entries.rare.devices].map(([row, { major, minor }]) => [row, major, minor]),
  }
  const headerBytes = Buffer.from(JSON.stringify(header))
  const columnsStart = aligned(PREFIX_BYTES + headerBytes.length)
  const columns = COLUMNS.map((name) => entries.columns[name])
  const pathsStart = columnsStart + columns.reduce((sum, column) => sum + column.byteLength, 0)
  const bytes = Buffer.alloc(pathsStart + Buffer.byteLength(joined, pathEncoding))
  bytes.set(headerBytes, PREFIX_BYTES)
  let at = columnsStart
  for (const column of columns) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at)
    at += column.byteLength
  }
  bytes.write(joined, pathsStart, pathEncoding)
  bytes.writeUInt32LE(MAGIC, 0)
  bytes.writeUInt32LE(headerBytes.length, 8)
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4)
  return bytes
}

/** Reads what `encodeLayer` wrote. @throws {Error} when the bytes are anything else, or damaged. */
export function decodeLayer(bytes: Uint8Array<ArrayBuffer>): LayerInventory {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.length < PREFIX_BYTES || view.readUInt32LE(0) !== MAGIC) throw new Error('not a layer inventory')
  if (view.readUInt32LE(4) !== crc32(view.subarray(8))) throw new Error('the layer inventory is damaged')
  const headerLength = view.readUInt32LE(8)
  const header: Header = JSON.parse(view.toString('utf8', PREFIX_BYTES, PREFIX_BYTES + headerLength))
  let at = bytes.byteOffset + aligned(PREFIX_BYTES + headerLength)
  const { rows } = header
  const take = <Column>(
    make: (buffer: ArrayBuffer, offset: number, length: number) => Column,
    width: number,
    length: number,
  ): Column => {
    const column = make(bytes.buffer, at, length)
    at += width * length
    return column
  }
  const floats = (): Float64Array => take((buffer, offset, length) => new Float64Array(buffer, offset, length), 8, rows)
  const octets = (length: number): Uint8Array =>
    take((buffer, offset, n) => new Uint8Array(buffer, offset, n), 1, length)
  const columns: Columns = {
    uids: floats(),
    gids: floats(),
    sizes: floats(),
    mtimes: floats(),
    modes: take((buffer, offset, length) => new Uint16Array(buffer, offset, length), 2, rows),
    types: octets(rows),
    digests: octets(rows * 32),
  }
  const joined = view.toString(header.pathEncoding, at - bytes.byteOffset)
  const paths = rows === 0 ? [] : joined.split(SEPARATOR)
  if (paths.length !== rows) throw new Error('the layer inventory is damaged')
  const entries = new EntryTable(paths, columns, {
    linkTargets: new Map(header.linkTargets),
    xattrs: new Map(
      header.xattrs.map(([row, values]) => [
        row,
        new Map(values.map(([name, value]) => [name, Buffer.from(value, 'base64')])),
      ]),
    ),
    devices: new Map(header.devices.map(([row, major, minor]) => [row, { major, minor }])),
  })
  return { ...header.inventory, entries }
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
