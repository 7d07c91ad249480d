import { UsageError } from '../../src/errors.ts'

/** Columns of a page that is not printed on a terminal. */
const DEFAULT_COLUMNS = 80
/** More than any password or token; what is longer was piped in by mistake. */
const MOST_SECRET_BYTES = 64 * 1024

interface OutputStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** The columns that a page printed to this stream may take. */
export function columnsOfStream(stream: OutputStream): number {
  return stream.columns || DEFAULT_COLUMNS // 0 where a terminal does not know its size
}

/** Whether to use colour: as `FORCE_COLOR` or else `NO_COLOR` (no-color.org) say, else on a terminal that has it. */
export function wantsColor(stream: OutputStream, env: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = env
  if (force !== undefined) return force !== '0' && force !== 'false'
  if (no !== undefined && no !== '') return false
  return stream.isTTY === true && terminal !== 'dumb'
}

/**
 * Whether a terminal shows more than ASCII, by the locale (POSIX 8.2). Where none is set, as in most containers and on Windows, it does:
 * terminals there are of this century.
 */
export function hasUnicode({ LC_ALL, LC_CTYPE, LANG }: Readonly<Record<string, string | undefined>>): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG
  return !locale || /utf-?8/i.test(locale)
}

/** Writes to a stream and waits until it is written. A reader that has left (`| head`) is no error. */
export function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error: NodeJS.ErrnoException | null | undefined) => {
      if (error && error.code !== 'EPIPE') reject(error)
      else resolve()
    })
  })
}

/**
 * Reads a password from a stream to its end; the newline that ends it is no part of it.
 * @throws {UsageError} when there is none.
 */
export async function readSecret(input: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk))
    bytes += chunk.length
    if (bytes > MOST_SECRET_BYTES)
      throw new UsageError('Standard input holds more than a password; pipe in the password alone.')
  }
  const secret = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
  if (secret === '')
    throw new UsageError('Standard input holds no password; pipe one in, as in: pass show registry | imgpeek …')
  return secret
}
