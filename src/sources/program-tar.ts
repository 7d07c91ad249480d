import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { UnavailableError } from '../errors.ts'
import { END_OF_ARCHIVE, paddingOf, tarHeader } from '../layer/tar/writer.ts'
import { openFile, readFileBytes } from './file-bytes.ts'

const ELF = [0x7f, 0x45, 0x4c, 0x46]
const SCRIPT = [0x23, 0x21]

/** Whether a file begins as a program does: an ELF file or a script. @throws {UnavailableError} when it cannot be read. */
export async function isProgramFile(path: string): Promise<boolean> {
  const handle = await openFile(path, `The file ${path}`)
  try {
    const head = new Uint8Array(ELF.length)
    await handle.read(head, 0, head.length, 0)
    return [ELF, SCRIPT].some((magic) => magic.every((byte, index) => head[index] === byte))
  } finally {
    await handle.close()
  }
}

/**
 * Streams a lone program as the tar of a root filesystem with nothing else in it: `/NAME`, root's, for anyone to start.
 * @throws {UnavailableError} when it cannot be read; {InterruptedError} when the signal fires.
 */
export async function* programTar(path: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const { size, mtimeMs } = await stat(path)
  yield tarHeader({
    path: `/${basename(path)}`,
    type: 'file',
    mode: 0o755,
    uid: 0,
    gid: 0,
    size,
    mtime: Math.floor(mtimeMs / 1000),
    linkTarget: null,
    xattrs: null,
    device: null,
  })
  let left = size
  for await (const piece of readFileBytes(path, `The file ${path}`, signal)) {
    const taken = piece.subarray(0, left) // of a file that grows, what it was
    left -= taken.length
    yield taken
  }
  if (left > 0) throw new UnavailableError(`The file ${path} became shorter while it was read.`)
  yield paddingOf(size)
  yield END_OF_ARCHIVE
}
