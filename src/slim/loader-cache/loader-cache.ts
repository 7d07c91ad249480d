import { LOADER_CACHE } from '../../catalogers/elf/loader-cache.ts'
import { parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Decision } from '../keep-reason.ts'
import type { SlimImage } from '../slim-image.ts'
import type { NewFile } from '../slim-plan.ts'
import { type CachedLibrary, writeLoaderCache } from './write-loader-cache.ts'

const DROPPED: Decision = {
  keep: false,
  reason: { kind: 'loader-cache', says: 'the loader finds all that stays without it' },
}
const UNCHANGED = 'has what stays, and what went: the loader passes over that'

/**
 * What becomes of `/etc/ld.so.cache`: it goes where all libraries that stay lie in directories that the loaders look into
 * anyway, else it is made anew with those that stay. Changes `decisions`.
 */
export function settleLoaderCache(decisions: Map<TreeNode, Decision>, image: SlimImage): Map<string, NewFile> {
  const node = image.tree.get(LOADER_CACHE)
  const fact = node === undefined ? undefined : image.binaries.fact(node)
  const isOfBase = image.offer?.at(LOADER_CACHE) !== undefined
  if (isOfBase || node?.type !== 'file' || fact === undefined || !('libraries' in fact)) return new Map()
  const libraries = fact.libraries.flatMap(([name, path]): CachedLibrary[] => {
    const library = image.tree.resolve(path)
    const object = library && decisions.get(library)?.keep === true ? image.objectAt(library) : undefined
    return object === undefined ? [] : [{ name, path, binary: object.binary }]
  })
  const builtIn = builtInDirectories(image)
  const isFoundAnyway = ({ path }: CachedLibrary): boolean => builtIn.has(image.tree.resolve(parentOf(path)))
  if (libraries.every(isFoundAnyway)) {
    decisions.set(node, DROPPED)
    return new Map()
  }
  const content = writeLoaderCache(libraries)
  keep(node, content === undefined ? UNCHANGED : 'is made anew with the libraries that stay', decisions)
  const { mode, uid, gid } = node
  return new Map(content === undefined ? [] : [[LOADER_CACHE, { content, mode, uid, gid }]])
}

/** Where every loader of glibc looks: with a cache that is read, what is configured is in there, and not among these. */
function builtInDirectories({ loaders, tree }: SlimImage): ReadonlySet<TreeNode | undefined> {
  const directories = loaders.all().flatMap(({ kind, directories }) => (kind === 'glibc' ? [directories] : []))
  const [first = []] = directories
  return new Set(
    first
      .filter((directory) => directories.every((others) => others.includes(directory)))
      .flatMap((directory) => tree.resolve(directory) ?? []),
  )
}

function keep(node: TreeNode, says: string, decisions: Map<TreeNode, Decision>): void {
  decisions.set(node, { keep: true, reason: { kind: 'loader-cache', says, because: null } })
  for (let above = node.parent; above !== null && above.parent !== null; above = above.parent) {
    if (decisions.get(above)?.keep === true) break
    decisions.set(above, { keep: true, reason: { kind: 'directory', says: `holds ${node.path}`, because: node } })
  }
}
