import { isInsideFile, type Package } from '../../catalogers/packages/package.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { type MetadataRewriter, unchanged } from './metadata-change.ts'

/** Packages that each have a file that states them: that of a package that stays is kept, whatever else of it goes. */
export const keepOwnFiles: MetadataRewriter = ({ plan, packages, installed, isThere }) => {
  const { tree } = plan.image
  const stays = new Set(packages)
  const kept = packages.flatMap(({ type, database }): TreeNode[] => {
    const node = tree.get(database)
    return node === undefined || isInsideFile(type) || isThere(database) ? [] : [node]
  })
  const stated = installed.filter((found) => isThere(found.database) || (stays.has(found) && !isInsideFile(found.type)))
  return { ...unchanged(stated), kept }
}

/** pacman has a directory for each package. */
export const rewritePacman: MetadataRewriter = ({ plan, packages, installed }) => {
  const { tree } = plan.image
  const directoryOf = ({ database }: Pick<Package, 'database'>): TreeNode[] => {
    const directory = tree.get(database)?.parent
    return directory ? [directory] : []
  }
  const stays = new Set(packages)
  return {
    ...unchanged(packages),
    kept: packages.flatMap(directoryOf).flatMap((directory) => [...(directory.children?.values() ?? [])]),
    dropped: installed.filter((found) => !stays.has(found)).flatMap(directoryOf),
  }
}

/**
 * chisel's manifest is one file for all packages, with the digests of their files, and stays as it is where a package does. What it
 * then states of packages that have gone is no longer true.
 */
export const keepChisel: MetadataRewriter = ({ plan, packages, installed, isThere, isTaken }) => {
  const databases = [...new Set(installed.map(({ database }) => database))]
  const isStated = packages.length > 0 || databases.some(isThere)
  if (!isStated) return unchanged([])
  const taken = packages.length > 0 ? databases.filter(isTaken) : []
  if (taken.length > 0) {
    return {
      ...unchanged([]),
      doubts: taken.map((path) => `${path} is the base's, and does not state what was added.`),
    }
  }
  const isTrue = packages.length === installed.length
  return {
    ...unchanged(installed),
    kept: databases.flatMap((path) => plan.image.tree.get(path) ?? []),
    doubts: isTrue ? [] : databases.map((path) => `${path} states packages of which nothing is left.`),
  }
}
