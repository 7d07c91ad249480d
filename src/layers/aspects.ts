import type { TreeNode } from '../rootfs/tree.ts'
import { sameXattrs } from '../rootfs/xattrs.ts'

/** In what two versions of a path can differ. */
export type Aspect = 'type' | 'content' | 'target' | 'mode' | 'owner' | 'mtime' | 'xattrs'

/** In what two versions of a path differ; where their types do, nothing else is compared. */
export function changedAspects(before: TreeNode, after: TreeNode): Aspect[] {
  if (before.type !== after.type) return ['type']
  const aspects: Aspect[] = []
  if (!hasSameContent(before, after)) aspects.push('content')
  if (before.linkTarget !== after.linkTarget) aspects.push('target')
  if (before.mode !== after.mode) aspects.push('mode')
  if (before.uid !== after.uid || before.gid !== after.gid) aspects.push('owner')
  if (before.mtime !== after.mtime) aspects.push('mtime')
  if (!sameXattrs(before.xattrs, after.xattrs)) aspects.push('xattrs')
  return aspects
}

/** Whether two regular files hold the same bytes, or two device files stand for the same device; true for all else. */
function hasSameContent(before: TreeNode, after: TreeNode): boolean {
  const digest = before.sha256Bytes
  const other = after.sha256Bytes
  if (digest !== null && other !== null) return before.size === after.size && hasSameBytes(digest, other)
  return digest === other && isSameDevice(before.device, after.device)
}

/** Of digests, which are too short for it to be worth calling native code. */
function hasSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function isSameDevice(a: TreeNode['device'], b: TreeNode['device']): boolean {
  return a === b || (a !== null && b !== null && a.major === b.major && a.minor === b.minor)
}
