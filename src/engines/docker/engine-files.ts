import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UsageError } from '../../errors.ts'
import type { TlsIdentity } from './endpoint.ts'

/** Bytes of the largest file of an engine's configuration that is read. */
const MAX_FILE_SIZE = 4 * 1024 * 1024

/** A configuration file's text; null where there is none. @throws {UsageError} when it cannot be read. */
export async function readConfigText(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path)
    if (size > MAX_FILE_SIZE) throw new Error(`it is larger than ${MAX_FILE_SIZE} bytes`)
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new UsageError(`${path} cannot be read: ${messageOf(cause)}.`, { cause })
  }
}

/**
 * The certificates of a directory as Docker lays it out: ca.pem, cert.pem and key.pem, each of which may be missing.
 * @throws {UsageError} when one of cert.pem and key.pem is there without the other, or a file cannot be read.
 */
export async function readTlsIdentity(directory: string, verify: boolean): Promise<TlsIdentity> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readConfigText(join(directory, name))),
  )
  if ((cert === null) !== (key === null)) {
    const [there, missing] = cert === null ? ['key.pem', 'cert.pem'] : ['cert.pem', 'key.pem']
    throw new UsageError(`${directory} has ${there} but no ${missing}; an engine's TLS needs both or neither.`)
  }
  return { ca: ca!, cert: cert!, key: key!, verify }
}
