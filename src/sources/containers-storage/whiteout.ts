import type { EntryHeader } from '../../layer/entry.ts'
import { nameOf, parentOf } from '../../rootfs/path.ts'

/** The entry that deletes a path of the layers below (OCI image specification, layer.md, "Whiteouts"). */
export function whiteout(path: string): EntryHeader {
  return mark(inDirectory(parentOf(path), `.wh.${nameOf(path)}`))
}

/** The entry that hides all that the layers below have in a directory. */
export function opaqueMark(directory: string): EntryHeader {
  return mark(inDirectory(directory, '.wh..wh..opq'))
}

function inDirectory(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}

function mark(path: string): EntryHeader {
  const nothing = { uid: 0, gid: 0, size: 0, mtime: 0, linkTarget: null, xattrs: null, device: null }
  return { path, type: 'file', mode: 0, ...nothing }
}
