import type { TreeNode } from '../../rootfs/tree.ts'
import type { CountedFile } from './roll-up.ts'

/**
 * The deepest directory, or the file, that holds more than half of the bytes of some files.
 * @param files in the order of the tree; one or more, each with some bytes
 */
export function homeOf(files: readonly CountedFile[]): TreeNode {
  const half = files.reduce((sum, { bytes }) => sum + bytes, 0) / 2
  // what a directory holds stands together, so that where it is more than half, the middle byte is in it
  let first = 0
  for (let passed = files[0]!.bytes; passed <= half; passed += files[first]!.bytes) first++
  let home = files[first]!.node
  let held = files[first]!.bytes
  let end = first + 1
  while (held <= half && home.parent !== null) {
    home = home.parent
    const prefix = home.path === '/' ? '/' : `${home.path}/`
    while (first > 0 && files[first - 1]!.node.path.startsWith(prefix)) held += files[--first]!.bytes
    while (end < files.length && files[end]!.node.path.startsWith(prefix)) held += files[end++]!.bytes
  }
  return home
}
