import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import type { PackageGroup, PackageGrouping, PackageTotal } from '../report/packages-document.ts'

/** Packages that have something in common. */
export interface Group extends Pick<PackageGroup, 'by' | 'value' | 'instruction'> {
  readonly packages: readonly InstalledPackage[]
}

/** Packages in groups: layers in order, types and licenses by what they take, the largest first. */
export function groupPackages(
  packages: readonly InstalledPackage[],
  by: PackageGrouping,
  layers: ImageInventory['layers'],
): readonly Group[] {
  const groups = new Map<PackageGroup['value'], InstalledPackage[]>()
  for (const found of packages) {
    for (const value of valuesOf(found, by)) {
      const known = groups.get(value)
      if (known === undefined) groups.set(value, [found])
      else known.push(found)
    }
  }
  const all = [...groups].map(([value, members]) => ({
    by,
    value,
    instruction: typeof value === 'number' ? (layers[value]?.instruction ?? null) : null,
    packages: members,
  }))
  if (by === 'layer') return all.sort((a, b) => Number(a.value) - Number(b.value))
  return all.sort((a, b) => bytesOf(b) - bytesOf(a) || (String(a.value) < String(b.value) ? -1 : 1))
}

/** What packages come to together. */
export function totalOf(packages: readonly InstalledPackage[]): PackageTotal {
  const total = { packages: packages.length, files: 0, installedBytes: 0 }
  for (const { files, installedBytes, ownedBy } of packages) {
    if (ownedBy !== null) continue
    total.files += files
    total.installedBytes += installedBytes
  }
  return total
}

function valuesOf(found: InstalledPackage, by: PackageGrouping): readonly PackageGroup['value'][] {
  if (by === 'layer') return [found.layer]
  if (by === 'type') return [found.type]
  return found.licenses.length === 0 ? [null] : [...new Set(found.licenses)]
}

function bytesOf({ packages }: Group): number {
  return totalOf(packages).installedBytes
}
