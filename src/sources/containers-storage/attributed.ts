import type { EntryHeader } from '../../layer/entry.ts'
import type { EntriesOf } from '../directory-tar.ts'
import type { ExtendedAttributes } from '../extended-attributes.ts'
import type { ContainerIds } from './container-ids.ts'

/** `UID:GID:MODE`, the mode in octal, of what the file system does not let a rootless user set (containers/storage, idtools). */
const OVERRIDE = 'user.containers.override_stat'
/** Bookkeeping of overlay file systems, of which an image knows nothing. */
const OF_OVERLAYS = /^(?:trusted\.overlay|user\.overlay|user\.fuseoverlayfs)\./

/** Gives entries their owners, their extended attributes, and the owner and mode that the storage keeps in one of these. */
export function attributed(attributes: ExtendedAttributes, ids: ContainerIds, entriesOf: EntriesOf): EntriesOf {
  return async (header, stats) => {
    const own = attributes.get(header.path)
    const owned = { ...header, ...ids(header) }
    return entriesOf(own === undefined ? owned : withAttributes(owned, own), stats)
  }
}

function withAttributes(header: EntryHeader, attributes: ReadonlyMap<string, Uint8Array>): EntryHeader {
  const xattrs = new Map([...attributes].filter(([name]) => name !== OVERRIDE && !OF_OVERLAYS.test(name)))
  const override = attributes.get(OVERRIDE)
  return {
    ...header,
    ...(override && overridden(Buffer.from(override).toString('latin1'))),
    xattrs: xattrs.size > 0 ? xattrs : null,
  }
}

function overridden(text: string): Partial<EntryHeader> {
  const [, uid, gid, mode] = /^(\d{1,10}):(\d{1,10}):0?([0-7]{1,6})(?::|\0?$)/.exec(text) ?? []
  if (uid === undefined || gid === undefined || mode === undefined) return {}
  return { uid: Number(uid), gid: Number(gid), mode: Number.parseInt(mode, 8) & 0o7777 }
}
