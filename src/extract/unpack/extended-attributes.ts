import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { encodeName } from '../../layer/tar/text.ts'
import type { TreeNode } from '../../rootfs/tree.ts'

/** What belongs to a host and its policy, not to files (as umoci leaves it out), or would change how an overlay reads them. */
const LEFT_OUT = /^(?:security\.selinux|system\.nfs4_acl|trusted\.overlay\..*)$/
/** Names that the format below takes without quoting. */
const PLAIN_NAME = /^[\w.:@+-]+$/

/** A path with extended attributes. */
type AttributedPath = Pick<TreeNode, 'path' | 'xattrs'>

/** What became of extended attributes. */
export interface KeptAttributes {
  /** How many could not be kept. */
  readonly lost: number
  /** Why not; null where all were. */
  readonly reason: string | null
}

/**
 * Sets extended attributes by setfattr(1), one process for all: Node.js has no call for it.
 * @param root the directory that the paths start at
 * @param asRoot whether attributes outside of the namespace `user` can be set
 */
export async function setExtendedAttributes(
  paths: readonly AttributedPath[],
  root: string,
  asRoot: boolean,
  signal: AbortSignal | undefined,
): Promise<KeptAttributes> {
  let count = 0
  let lost = 0
  const lines: Buffer[] = []
  for (const { path, xattrs } of paths) {
    const wanted = [...(xattrs ?? [])].filter(([name]) => !LEFT_OUT.test(name))
    const possible = wanted.filter(([name]) => PLAIN_NAME.test(name) && (asRoot || name.startsWith('user.')))
    lost += wanted.length - possible.length
    if (possible.length === 0) continue
    count += possible.length
    lines.push(restoreRecord(path, possible))
  }
  const forbidden = lost > 0 ? 'only root may set them' : null
  if (count === 0) return { lost, reason: forbidden }
  const complaints = await restore(Buffer.concat(lines), root, signal)
  if (complaints === null) return { lost: lost + count, reason: 'the program setfattr is not there' }
  return { lost: lost + complaints.length, reason: complaints[0] ?? forbidden }
}

/** One path as getfattr(1) dumps it; bytes that are not plain stand as octal escapes. */
function restoreRecord(path: string, xattrs: readonly (readonly [string, Uint8Array])[]): Buffer {
  const name = Buffer.from(encodeName(`.${path}`))
  const escaped = Array.from(name, (byte) =>
    /[\w./-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`,
  ).join('')
  const values = xattrs.map(([key, value]) => `${key}=0s${Buffer.from(value).toString('base64')}\n`)
  return Buffer.from(`# file: ${escaped}\n${values.join('')}\n`)
}

/** What setfattr complained of, an attribute a line; null where it is not there. */
async function restore(dump: Buffer, root: string, signal: AbortSignal | undefined): Promise<string[] | null> {
  const child = spawn('setfattr', ['--no-dereference', '--restore=-'], {
    cwd: root,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'pipe'],
    ...(signal && { signal }),
  })
  const ended = new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve()))
  child.stdin.on('error', () => {}) // how the program ended says it better
  child.stdin.end(dump)
  try {
    const [complaints] = await Promise.all([text(child.stderr), ended])
    return complaints.split('\n').filter((line) => line !== '')
  } catch (error) {
    if (signal?.aborted) throw error
    return null
  }
}
