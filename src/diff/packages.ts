import type { InstalledPackage } from '../inventory/ownership.ts'
import { alphabetical } from '../listing/order.ts'
import {
  PACKAGE_CHANGES,
  type PackageChange,
  type PackagesSection,
  type PackageVersion,
} from '../report/diff-document.ts'
import { versionChange } from '../versions/version-change.ts'
import { countKinds } from './count-kinds.ts'
import { firstOf } from './first-of.ts'
import { type PackagePair, pairPackages } from './pair-packages.ts'
import type { LayerSection } from './section.ts'

/** Packages that came, went, or have another version. */
export const packagesSection: LayerSection<'packages'> = {
  reads: 'layers',
  compare({ before, after, how: { limit } }) {
    const architectures = [before, after].map(({ side }) => side.config.platform.architecture)
    const onePlatform = architectures[0] === architectures[1]
    const pairs = pairPackages(before.inventory.packages, after.inventory.packages)
    return section(
      pairs.flatMap((pair) => packageChange(pair, onePlatform)),
      limit,
    )
  },
  same: () => section([], 0),
}

function section(changes: readonly PackageChange[], limit: number): PackagesSection {
  const byKind = Map.groupBy(changes, ({ change }) => change)
  return {
    different: changes.length > 0,
    counts: countKinds(PACKAGE_CHANGES, changes),
    changes: PACKAGE_CHANGES.flatMap((kind) => firstOf(byKind.get(kind) ?? [], comparePackages, limit)),
  }
}

/** @param onePlatform whether another architecture of a package is news */
function packageChange({ before, after }: PackagePair, onePlatform: boolean): PackageChange[] {
  const { type, name, ownedBy } = (after ?? before)!
  const kind = kindOf(before, after)
  const isSame = kind === 'changed' && before?.version === after?.version
  if (isSame && (!onePlatform || before?.architecture === after?.architecture)) return []
  return [{ change: kind, type, name, ownedBy, before: stateOf(before), after: stateOf(after) }]
}

function kindOf(before: InstalledPackage | null, after: InstalledPackage | null): PackageChange['change'] {
  if (before === null) return 'added'
  if (after === null) return 'removed'
  return versionChange(after.type, before.version, after.version)
}

function stateOf(item: InstalledPackage | null): PackageVersion | null {
  if (item === null) return null
  const { version, architecture, installedBytes, layer } = item
  return { version, architecture, installedBytes, layer }
}

/** The one that grew or shrank most first; what has no bytes of its own by name. */
function comparePackages(a: PackageChange, b: PackageChange): number {
  return growth(b) - growth(a) || byName(a, b)
}

const byName = alphabetical(({ name, type }: PackageChange) => `${name}\0${type}`)

/** What another package brought takes no bytes of its own. */
function growth({ before, after, ownedBy }: PackageChange): number {
  return ownedBy === null ? Math.abs((after?.installedBytes ?? 0) - (before?.installedBytes ?? 0)) : 0
}
