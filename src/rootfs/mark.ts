import { parentOf } from './path.ts'

const PREFIX = '.wh.'
const OPAQUE = '.wh..wh..opq'
const AUFS_PREFIX = '.wh..wh.'

/** What an entry's name asks for, if it is a mark rather than a file (OCI image specification, layer.md, "Whiteouts"). */
export type Mark =
  /** The path is deleted from the lower layers. */
  | { readonly kind: 'whiteout'; readonly path: string }
  /** Everything that the lower layers have in the directory is hidden. */
  | { readonly kind: 'opaque'; readonly path: string }
  /** AUFS's or eStargz's own bookkeeping: nothing. */
  | { readonly kind: 'ignored' }

/** What eStargz adds to a layer for itself (stargz-snapshotter, docs/estargz.md): no container sees it. */
const ESTARGZ_FILES = new Set(['/stargz.index.json', '/.prefetch.landmark', '/.no.prefetch.landmark'])

/** Reads a path as a mark; undefined for ordinary entries. */
export function markOf(path: string): Mark | undefined {
  const slash = path.lastIndexOf('/')
  // to look up every path of a layer in the set would take longer than all the rest
  if (slash === 0 && ESTARGZ_FILES.has(path)) return { kind: 'ignored' }
  if (!path.startsWith(PREFIX, slash + 1)) return undefined
  const name = path.slice(slash + 1)
  const parent = parentOf(path)
  if (name === OPAQUE) return { kind: 'opaque', path: parent }
  if (name.startsWith(AUFS_PREFIX)) return { kind: 'ignored' }
  const hidden = name.slice(PREFIX.length)
  if (hidden === '' || hidden === '.' || hidden === '..') return { kind: 'ignored' }
  return { kind: 'whiteout', path: parent === '/' ? `/${hidden}` : `${parent}/${hidden}` }
}
