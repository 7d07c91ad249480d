import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { InterruptedError } from '../errors.ts'
import { decodeName } from '../layer/tar/text.ts'
import { normalisePath } from '../rootfs/path.ts'

/** Extended attributes by path, absolute within the tree. */
export type ExtendedAttributes = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>

/**
 * Reads a tree's extended attributes by getfattr(1), one process for all: Node.js has no call for it.
 * @param pattern the names that are wanted, as an extended regular expression
 * @returns null where the program is not there
 * @throws {InterruptedError} when the signal fires.
 */
export async function readExtendedAttributes(
  root: string,
  pattern: string,
  signal: AbortSignal | undefined,
): Promise<ExtendedAttributes | null> {
  const child = spawn('getfattr', ['-R', '-P', '-h', '-d', '-e', 'base64', '-m', pattern, '.'], {
    cwd: root,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
    ...(signal && { signal }),
  })
  const ended = new Promise<Error | null>((resolve) => child.once('error', resolve).once('close', () => resolve(null)))
  const attributes = new Map<string, Map<string, Uint8Array>>()
  let current: Map<string, Uint8Array> | undefined
  // Bytes as characters: names need not be text.
  for await (const line of createInterface({ input: child.stdout.setEncoding('latin1') })) {
    if (line.startsWith(FILE_PREFIX)) {
      current = new Map()
      attributes.set(normalisePath(unescaped(line.slice(FILE_PREFIX.length))).path, current)
      continue
    }
    const [, name, value] = /^([^=]+)=0s(.*)$/.exec(line) ?? []
    if (name !== undefined) current?.set(name, Buffer.from(value ?? '', 'base64'))
  }
  const failure = await ended
  if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
  return failure === null ? attributes : null
}

const FILE_PREFIX = '# file: '

/** The name of a file as getfattr(1) prints it: what is not plain stands as octal escapes. */
function unescaped(text: string): string {
  const bytes = text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  return decodeName(Buffer.from(bytes, 'latin1'))
}
