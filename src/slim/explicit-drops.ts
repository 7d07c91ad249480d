import { UnavailableError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { nameMatcher, pathMatcher } from '../listing/glob.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { PackageFiles } from '../why/package-files.ts'
import type { DropReason } from './keep-reason.ts'
import type { SlimOptions } from './slim-options.ts'

/**
 * What `--drop` and `--drop-package` name, which goes whatever leads to it.
 * @throws {UnavailableError} when nothing is there under a name; {UsageError} when a glob makes no sense.
 */
export function explicitDrops(
  { tree, packages, reference }: ImageInventory,
  packageFiles: PackageFiles,
  { drop = [], dropPackages = [] }: SlimOptions,
): ReadonlyMap<TreeNode, DropReason> {
  const drops = new Map<TreeNode, DropReason>()
  for (const glob of drop) {
    const matches = pathMatcher([glob])
    const found = Array.from(tree.nodes()).filter(({ path }) => matches(path))
    if (found.length === 0) throw new UnavailableError(`${reference} has nothing that --drop ${glob} names.`)
    for (const node of found) drops.set(node, { kind: 'drop', says: `is named by --drop ${glob}` })
  }
  for (const glob of dropPackages) {
    const matches = nameMatcher([glob])
    const found = packages.filter(({ name }) => matches(name))
    if (found.length === 0) throw new UnavailableError(`${reference} has no package that --drop-package ${glob} names.`)
    for (const each of found) {
      const reason = { kind: 'drop', says: `belongs to ${each.name}, which --drop-package names` }
      for (const node of packageFiles.filesOf(each)) drops.set(node, reason)
    }
  }
  return drops
}
