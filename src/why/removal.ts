import type { InstalledPackage } from '../inventory/ownership.ts'
import type { Removal } from '../report/why-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { reachable } from './digraph.ts'
import { type Investigation, packageName } from './investigation.ts'
import { orphanedFiles, orphanedPackages } from './orphans.ts'

/** What would come of taking these files out of the image, and the packages that own them if those go as a whole. */
export function removalOf(
  files: ReadonlySet<TreeNode>,
  packages: ReadonlySet<InstalledPackage>,
  investigation: Investigation,
): Removal {
  const orphans = orphanedPackages(files, packages, investigation).sort(byName)
  // What depends on it and is only there for it goes, and is no loss.
  const broken = brokenPackages(packages, investigation).filter((found) => !orphans.includes(found))
  const inOrphans = new Set(orphans.flatMap((orphan) => investigation.packageFiles.filesOf(orphan)))
  return {
    breaks: {
      packages: broken.map(packageName),
      files: brokenFiles(files, investigation)
        .filter((node) => !inOrphans.has(node))
        .map(({ path }) => path),
    },
    orphans: {
      packages: orphans.map((orphan) => ({ ...packageName(orphan), installedBytes: orphan.installedBytes })),
      files: orphanedFiles(files, investigation)
        .sort(byPath)
        .map(({ path, size }) => ({ path, bytes: size })),
    },
  }
}

/** Packages with a dependency that nothing else satisfies, and all that depends on those. */
function brokenPackages(packages: ReadonlySet<InstalledPackage>, { dependencies }: Investigation): InstalledPackage[] {
  const gone = new Set(packages)
  for (const found of gone) {
    for (const dependent of dependencies.dependentsOf(found)) {
      const met = dependencies.dependenciesOf(dependent).get(found) ?? []
      if (met.some(({ satisfiedBy }) => satisfiedBy.every((other) => gone.has(other)))) gone.add(dependent)
    }
  }
  return [...gone].filter((found) => !packages.has(found)).sort(byName)
}

/** Programs, libraries and scripts that name one of these files, and those that name one of them. */
function brokenFiles(files: ReadonlySet<TreeNode>, { references }: Investigation): TreeNode[] {
  const naming = (node: TreeNode): TreeNode[] => references.to(node).map(({ from }) => from)
  return [...reachable(files, naming)].filter((node) => !files.has(node) && node.type === 'file').sort(byPath)
}

function byPath(a: TreeNode, b: TreeNode): number {
  return a.path < b.path ? -1 : 1
}

function byName(a: InstalledPackage, b: InstalledPackage): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.purl < b.purl ? -1 : 1
}
