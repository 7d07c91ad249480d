import type { EntryHeader } from '../../layer/entry.ts'
import type { EntriesOf } from '../directory-tar.ts'
import type { ExtendedAttributes } from '../extended-attributes.ts'
import { opaqueMark, whiteout } from './whiteout.ts'

/** What makes a directory opaque: for the kernel as root, as a user, and for fuse-overlayfs. */
const OPAQUE = ['trusted.overlay.opaque', 'user.overlay.opaque', 'user.fuseoverlayfs.opaque']

/** Turns the marks of an overlay file system's upper directory (Linux, filesystems/overlayfs.rst) into those of a layer's tar. */
export function overlayDifference(attributes: ExtendedAttributes): EntriesOf {
  const isOpaque = ({ path }: EntryHeader): boolean =>
    OPAQUE.some((name) => Buffer.from(attributes.get(path)?.get(name) ?? []).toString('latin1') === 'y')
  return async (header) => {
    const { type, path, device } = header
    if (type === 'character-device' && device?.major === 0 && device.minor === 0) return [whiteout(path)]
    return type === 'directory' && isOpaque(header) ? [header, opaqueMark(path)] : [header]
  }
}
