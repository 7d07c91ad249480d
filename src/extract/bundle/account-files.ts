import { readFileSync } from 'node:fs'
import { UnavailableError } from '../../errors.ts'
import type { SquashedTree } from '../../rootfs/tree.ts'
import { TreeWriter } from '../unpack/tree-writer.ts'
import type { AccountFiles } from './user.ts'

/** More than any image's passwd or group file has. */
const MAX_ACCOUNT_BYTES = 1024 * 1024

/**
 * Reads the accounts of an image that has been unpacked to `root`. They are found through the tree: no symlink of the image leads out.
 * @throws {UnavailableError} when one is too large
 */
export function accountFiles(tree: SquashedTree<unknown>, root: string): AccountFiles {
  return { passwd: accountFile(tree, root, '/etc/passwd'), group: accountFile(tree, root, '/etc/group') }
}

/** Empty where there is none. */
function accountFile(tree: SquashedTree<unknown>, root: string, path: string): string {
  const node = tree.resolve(path)
  if (node?.type !== 'file') return ''
  if (node.size > MAX_ACCOUNT_BYTES)
    throw new UnavailableError(`The image's ${path} is too large to find a user in it.`)
  return readFileSync(new TreeWriter(root, false).place(node.path), 'utf8')
}
