import type { InstalledPackage } from '../inventory/ownership.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { neededOnlyBy } from './digraph.ts'
import type { Investigation } from './investigation.ts'
import type { Reference } from './references.ts'

/** Files in the place of a package: those that are taken out. */
const REMOVED_FILES = null

/**
 * Packages that only these files and packages need: by their dependencies, and by the libraries and loaders that files load. What
 * anything else names stays, and so does what the image starts, and what nothing depends on where dependencies are known:
 * somebody wanted that.
 */
export function orphanedPackages(
  files: ReadonlySet<TreeNode>,
  packages: ReadonlySet<InstalledPackage>,
  investigation: Investigation,
): InstalledPackage[] {
  const { inventory, packageFiles, dependencies, starts } = investigation
  const { loaded, named, kept } = usesOfPackages(files, investigation)
  for (const { node } of starts) for (const owner of packageFiles.ownersOf(node)) kept.add(owner)
  const typesWithDependencies = new Set(
    inventory.packages.filter((found) => dependencies.requirementsOf(found).length > 0).map(({ type }) => type),
  )
  const dependenciesOf = (found: InstalledPackage | null): Iterable<InstalledPackage> =>
    found === null ? [] : dependencies.dependenciesOf(found).keys()
  const orphans = neededOnlyBy<InstalledPackage | null>(new Set([...packages, REMOVED_FILES]), inventory.packages, {
    needs: (found) => [...dependenciesOf(found), ...(loaded.get(found) ?? [])],
    mayNeed: (found) => [...dependenciesOf(found), ...(named.get(found) ?? [])],
    isKept: (found) =>
      found !== null &&
      (kept.has(found) || (dependencies.dependentsOf(found).size === 0 && typesWithDependencies.has(found.type))),
  })
  return orphans.filter((found) => found !== null)
}

/** Libraries outside of packages that only these files load, and those load. */
export function orphanedFiles(
  files: ReadonlySet<TreeNode>,
  { packageFiles, references, starts }: Investigation,
): TreeNode[] {
  const started = new Set(starts.flatMap(({ node, via }) => [references.identity(node), ...via]))
  const orphans = neededOnlyBy(files, references.sources(), {
    needs: (node) =>
      references
        .from(node)
        .filter(isLoad)
        .map(({ to }) => to),
    // A library's own symlinks are no reason for it to stay.
    mayNeed: (node) => references.from(node).flatMap(({ kind, to }) => (kind === 'symlink' ? [] : [to])),
    isKept: (node) => started.has(node),
  })
  return orphans.filter((node) => node.type === 'file' && packageFiles.ownersOf(node).length === 0)
}

/** What files of packages load and name of other packages; and packages that files outside of all packages name. */
function usesOfPackages(removed: ReadonlySet<TreeNode>, { packageFiles, references }: Investigation) {
  const loaded = new Map<InstalledPackage | null, Set<InstalledPackage>>()
  const named = new Map<InstalledPackage | null, Set<InstalledPackage>>()
  const kept = new Set<InstalledPackage>()
  for (const source of references.sources()) {
    const users = removed.has(source) ? [REMOVED_FILES] : packageFiles.ownersOf(source)
    for (const reference of references.from(source)) {
      if (reference.to.type === 'directory') continue // shared by packages
      for (const owner of packageFiles.ownersOf(reference.to)) {
        if (users.length === 0) kept.add(owner)
        for (const user of users) {
          addTo(named, user, owner)
          if (isLoad(reference)) addTo(loaded, user, owner)
        }
      }
    }
  }
  return { loaded, named, kept }
}

/** What a loader does at the start: without it, there is no start. */
function isLoad({ kind }: Reference): boolean {
  return kind === 'library' || kind === 'interpreter'
}

function addTo<Key, Item>(sets: Map<Key, Set<Item>>, key: Key, item: Item): void {
  const known = sets.get(key)
  if (known === undefined) sets.set(key, new Set([item]))
  else known.add(item)
}
