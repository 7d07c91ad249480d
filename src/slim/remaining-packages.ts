import { isLanguageType } from '../catalogers/packages/package.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { Decision } from './keep-reason.ts'
import type { SlimImage } from './slim-image.ts'
import type { SlimMode } from './slim-plan.ts'

/**
 * The packages that are there afterwards: those with a file left; those of languages whose metadata stays; and of those that have
 * no files, those that such packages depend on, or all where nothing but policies takes away.
 */
export function remainingPackages(
  decisions: ReadonlyMap<TreeNode, Decision>,
  image: SlimImage,
  mode: SlimMode,
): readonly InstalledPackage[] {
  const { packages } = image.inventory
  const stays = (node: TreeNode | undefined): boolean => node !== undefined && decisions.get(node)?.keep === true
  const remaining = new Set(
    packages.filter((found) => {
      if (isLanguageType(found.type)) return stays(image.tree.resolve(found.database))
      const files = image.packageFiles.filesOf(found)
      return files.some(stays) || (mode === 'policy' && files.length === 0)
    }),
  )
  // a set that grows while it is gone through gives what was added, too
  for (const found of remaining) {
    for (const dependency of image.dependencies.dependenciesOf(found).keys()) {
      if (dependency.files === 0) remaining.add(dependency)
    }
  }
  return packages.filter((found) => remaining.has(found))
}
