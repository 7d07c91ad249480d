import type { TreeNode } from '../../rootfs/tree.ts'
import type { SlimImage } from '../slim-image.ts'

/** Whether this is glibc's library itself: musl's and uClibc's have other names (`ld-musl-…`, `libuClibc-…`, `libc.so.0`). */
export function isGlibc(node: TreeNode, image: SlimImage): boolean {
  if (!/^libc(?:-2\.\d+)?\.so/.test(node.name)) return false
  const soname = image.objectAt(node)?.binary.soname
  return soname === 'libc.so.6' || soname === 'libc.so.6.1' // Alpha and IA-64 have the latter
}
