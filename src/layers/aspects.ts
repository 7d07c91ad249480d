import type { TreeNode } from '../rootfs/tree.ts'
import { sameXattrs } from '../rootfs/xattrs.ts'

/** In what two versions of a path can differ. */
export type Aspect = 'type' | 'content' | 'target' | 'mode' | 'owner' | 'mtime' | 'xattrs'

/** In what two versions of a path differ; where their types do, nothing else is compared. */
export function changedAspects(before: TreeNode, after: TreeNode): Aspect[] {
  if (before.type !== after.type) return ['type']
  const aspects: Aspect[] = []
  if (before.sha256 !== after.sha256) aspects.push('content')
  if (before.linkTarget !== after.linkTarget) aspects.push('target')
  if (before.mode !== after.mode) aspects.push('mode')
  if (before.uid !== after.uid || before.gid !== after.gid) aspects.push('owner')
  if (before.mtime !== after.mtime) aspects.push('mtime')
  if (!sameXattrs(before.xattrs, after.xattrs)) aspects.push('xattrs')
  return aspects
}
