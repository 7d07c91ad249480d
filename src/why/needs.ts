import type { InstalledPackage } from '../inventory/ownership.ts'
import type { FileNeed, Needs } from '../report/why-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { type Investigation, packageName } from './investigation.ts'

/** The packages that depend on one of these. */
export function dependentsOf(
  packages: ReadonlySet<InstalledPackage>,
  { dependencies }: Investigation,
): Needs['packages'] {
  const dependents = new Set([...packages].flatMap((found) => [...dependencies.dependentsOf(found)]))
  return [...dependents]
    .filter((dependent) => !packages.has(dependent))
    .sort((a, b) => compareText(`${a.name}\0${a.purl}`, `${b.name}\0${b.purl}`))
    .map((dependent) => {
      const met = [...packages].flatMap((found) => dependencies.dependenciesOf(dependent).get(found) ?? [])
      return { ...packageName(dependent), requires: [...new Set(met.map(({ stated }) => stated))] }
    })
}

/** The files outside of this set that name one in it. Those that no package owns come first: nobody else speaks for them. */
export function namingFiles(files: ReadonlySet<TreeNode>, { references, packageFiles }: Investigation): FileNeed[] {
  const found = new Map<string, FileNeed>()
  for (const target of files) {
    for (const { from, kind, says, to } of references.to(target)) {
      if (files.has(from)) continue
      const [owner] = packageFiles.ownersOf(from)
      const need = { path: from.path, kind, says, target: to.path, package: owner?.purl ?? null }
      found.set([from.path, kind, says, to.path].join('\0'), need)
    }
  }
  return [...found]
    .sort(
      ([a, left], [b, right]) => Number(left.package !== null) - Number(right.package !== null) || compareText(a, b),
    )
    .map(([, need]) => need)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
