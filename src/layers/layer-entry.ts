import type { LayerEntry, PathState } from '../report/layers-document.ts'
import { displayPath } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { changedAspects } from './aspects.ts'
import type { PathChange } from './changes.ts'

const REMOVED_BY = { deleted: 'whiteout', opaque: 'opaque', overwritten: 'replaced' } as const

/** A change as documents have it. */
export function layerEntry({ path, kind, before, after, loss }: PathChange): LayerEntry {
  return {
    path: displayPath(path),
    change: kind,
    ...pathState((after ?? before)!),
    before: before === null ? null : { ...pathState(before), layer: before.layer },
    changed: before === null || after === null ? [] : changedAspects(before, after),
    removedBy: loss === null ? null : REMOVED_BY[loss],
  }
}

/** What a node is, as documents have it. */
export function pathState({ type, mode, uid, gid, size, mtime, linkTarget }: TreeNode): PathState {
  return {
    type,
    mode: octalMode(mode),
    uid,
    gid,
    size,
    mtime,
    linkTarget: linkTarget === null ? null : displayPath(linkTarget),
  }
}

/** A mode as four octal digits. Modes are few and paths are many, so each text is made once. */
export function octalMode(mode: number): string {
  let text = OCTAL_MODES.get(mode)
  if (text === undefined) {
    text = mode.toString(8).padStart(4, '0')
    OCTAL_MODES.set(mode, text)
  }
  return text
}

const OCTAL_MODES = new Map<number, string>()
