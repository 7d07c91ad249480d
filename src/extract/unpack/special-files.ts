import { execFile } from 'node:child_process'
import { linkSync, unlinkSync } from 'node:fs'
import { promisify } from 'node:util'
import type { TreeNode } from '../../rootfs/tree.ts'

const NAME = 'special-file'
const LETTERS = { 'character-device': 'c', 'block-device': 'b', fifo: 'p' } as const

/** A path that Node.js has no call to make. */
interface SpecialFile {
  readonly type: keyof typeof LETTERS
  readonly device: { readonly major: number; readonly minor: number } | null
}

/** Whether a path is a device or a named pipe. */
export function isSpecial(type: TreeNode['type']): type is keyof typeof LETTERS {
  return type in LETTERS
}

/**
 * Makes a device or a named pipe at `place`, where nothing is yet, by mknod(1).
 * @param staging a directory for it to come into being, under a name that is fit for a command line
 * @returns false where there is no such program, or it may not
 */
export async function makeSpecialFile(
  { type, device }: SpecialFile,
  place: string | Buffer,
  staging: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const numbers = type === 'fifo' ? [] : [String(device?.major ?? 0), String(device?.minor ?? 0)]
  try {
    await promisify(execFile)('mknod', ['-m', '600', NAME, LETTERS[type], ...numbers], { cwd: staging, signal })
  } catch (error) {
    if (signal?.aborted) throw error
    return false
  }
  try {
    linkSync(`${staging}/${NAME}`, place) // unlike a rename, a link replaces nothing
  } finally {
    unlinkSync(`${staging}/${NAME}`)
  }
  return true
}
