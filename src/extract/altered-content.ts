import { BrokenImageError } from '../errors.ts'
import { displayPath } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/** Says that a file, read again from the layer with this index, is not the one that the inventory knows. */
export function alteredContent(layer: number, { path }: Pick<TreeNode, 'path'>): BrokenImageError {
  return new BrokenImageError(
    `Layer ${layer}: the content of ${displayPath(path)} does not have the SHA-256 that it had before.`,
  )
}
