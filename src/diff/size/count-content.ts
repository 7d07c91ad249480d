import { Place } from '../../places/place.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { ReadPair, ReadSide } from '../read-pair.ts'
import { walkPairs } from '../walk-pairs.ts'

/** Bytes of something in two images. */
interface Bytes {
  before: number
  after: number
}

/** Where the content of two images is, every byte counted once. */
interface ContentCount {
  readonly total: Bytes
  readonly packages: readonly PackageBytes[]
  /** What no package lists, below the root. */
  readonly unlisted: Place
  /** All content, below the root. */
  readonly all: Place
}

/** A package's content; versions and architectures of one name together. */
interface PackageBytes extends Bytes {
  readonly package: { readonly type: string; readonly name: string }
}

/** A directory among all content, and among what no package lists. */
interface Places {
  readonly all: Place
  readonly unlisted: Place
}

/** Counts the content of the paths that are meant. */
export function countContent({ before, after, how }: ReadPair): ContentCount {
  const total = { before: 0, after: 0 }
  const packages = new Map<string, PackageBytes>()
  const root: Places = { all: new Place('/', null), unlisted: new Place('/', null) }

  /** Counts a path for the package that lists it; gives the bytes of it that no package lists. */
  const count = (side: ReadSide, key: keyof Bytes, node: TreeNode | null): { bytes: number; unlisted: number } => {
    const bytes = node === null ? 0 : side.ledger.bytesAt(node)
    if (node === null || bytes === 0 || !how.matches(node.path)) return NO_BYTES
    total[key] += bytes
    const owner = side.ledger.ownerOf(node)
    if (owner === null) return { bytes, unlisted: bytes }
    const { type, name } = owner
    const known = packages.get(`${type} ${name}`)
    const item = known ?? { package: { type, name }, before: 0, after: 0 }
    if (known === undefined) packages.set(`${type} ${name}`, item)
    item[key] += bytes
    return { bytes, unlisted: 0 }
  }

  walkPairs({ before: before.inventory.tree.root, after: after.inventory.tree.root }, root, (old, now, above) => {
    const { path } = (now ?? old)!
    const was = count(before, 'before', old)
    const is = count(after, 'after', now)
    above.all.file(path, was.bytes, is.bytes)
    above.unlisted.file(path, was.unlisted, is.unlisted)
    if (!old?.children?.size && !now?.children?.size) return above
    return { all: above.all.directory(path), unlisted: above.unlisted.directory(path) }
  })
  return { total, packages: [...packages.values()], ...root }
}

const NO_BYTES = { bytes: 0, unlisted: 0 }
