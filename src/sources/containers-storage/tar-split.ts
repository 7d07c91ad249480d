import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { hasCode } from '../../disk/error-code.ts'
import { BrokenImageError, InterruptedError, messageOf, UnavailableError } from '../../errors.ts'
import { BLOCK_SIZE } from '../../layer/tar/header.ts'
import { decodeName } from '../../layer/tar/text.ts'
import { JsonObject } from '../../oci/json-object.ts'
import { normalisePath } from '../../rootfs/path.ts'
import { unreadable } from '../file-bytes.ts'
import type { LayerFiles } from './layer-files.ts'

/** A line holds the bytes between two files' contents: headers, and the longest PAX header that is read is a megabyte. */
const MAX_LINE_CHARACTERS = 16 * 1024 * 1024

/** Kinds of entries (github.com/vbatts/tar-split, tar/storage/entry.go). */
const FILE = 1
const SEGMENT = 2

/**
 * Puts a layer's tar together again, to the byte: from the file that tar-split made of it when it was unpacked, which has all
 * that is not a file's content, and from the files.
 * @param path the gzipped file, one JSON object a line: raw bytes of the tar, or a file's name and size
 * @throws {UnavailableError} when something cannot be read; {BrokenImageError} when it is malformed, or a file is not what it
 *   was; {InterruptedError} when the signal fires.
 */
export async function* rebuiltTar(path: string, files: LayerFiles, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  let segment: Uint8Array = new Uint8Array(0)
  for await (const line of linesOf(path)) {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    const entry = JsonObject.parse(Buffer.from(line), path)
    const type = entry.integer('type')
    if (type === SEGMENT) {
      segment = Buffer.from(entry.string('payload') ?? '', 'base64')
      yield segment
    } else if (type === FILE) {
      const size = entry.integer('size') ?? 0
      if (size === 0) continue
      refuseSparse(segment, size, path)
      yield* files.read(pathOf(entry), size)
    } else throw entry.mistyped('type', `${FILE} or ${SEGMENT}`)
  }
}

/** Sizes from here on are not in a header's octal digits. */
const MAX_OCTAL_SIZE = 8 ** 11

/**
 * A sparse file's header says how much of it is in the archive, and tar-split how large it is on disk: where its holes were is lost.
 * @param segment the bytes before the content, which end with the file's header
 * @throws {UnavailableError} when the file is one.
 */
function refuseSparse(segment: Uint8Array, size: number, path: string): void {
  if (segment.length < BLOCK_SIZE || size >= MAX_OCTAL_SIZE) return
  const digits = Buffer.from(segment.subarray(-BLOCK_SIZE)).toString('latin1', 124, 135)
  const stored = /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : size
  if (stored === size) return
  throw new UnavailableError(
    `${path} is of a layer with sparse files, which the storage cannot give back as they were; read the image where it came from.`,
  )
}

/** Names that are not UTF-8 come as base64. */
function pathOf(entry: JsonObject): string {
  const raw = entry.string('name_raw')
  const name = raw === undefined ? entry.string('name') : decodeName(Buffer.from(raw, 'base64'))
  if (!name) throw entry.mistyped('name', 'the name of a file')
  return normalisePath(name).path
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path)
  // An error of the file has to reach whoever reads what comes out behind it.
  const text = file
    .on('error', (error) => text.destroy(error))
    .pipe(createGunzip())
    .setEncoding('utf8')
  let rest = ''
  try {
    for await (const piece of text as AsyncIterable<string>) {
      const lines = (rest + piece).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > MAX_LINE_CHARACTERS)
        throw new BrokenImageError(`${path} has a line that is too long to be right.`)
      yield* lines
    }
    if (rest !== '') yield rest
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw unreadable(error, path)
    if (error instanceof Error && hasCode(error, ...GZIP_ERRORS)) {
      throw new BrokenImageError(`${path} is not a gzip file, or is cut short: ${messageOf(error)}.`, { cause: error })
    }
    throw error
  } finally {
    file.destroy()
    text.destroy()
  }
}

const GZIP_ERRORS = ['Z_DATA_ERROR', 'Z_BUF_ERROR']
