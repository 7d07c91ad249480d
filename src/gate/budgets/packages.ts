import { messageOf } from '../../errors.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { pathFinder } from '../../inventory/owners.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { formatCount } from '../../report/quantity.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Budget } from '../budget.ts'
import { packageOffender } from '../offenders.ts'
import { plainFinding } from './finding.ts'
import { inventoryOf } from './inventory-of.ts'
import { numberBudget } from './number-budget.ts'
import { parsePackagePattern } from './package-pattern.ts'
import { subjectSizeBudget } from './subject-size.ts'

const refusePackage: NonNullable<Budget['refuse']> = ({ subject }) => {
  try {
    parsePackagePattern(subject ?? '')
    return undefined
  } catch (error) {
    return messageOf(error).replace(/\.$/, '')
  }
}

/** How many packages there may be. */
export const packageCount = numberBudget({
  key: 'packageCount',
  title: 'Packages',
  noun: 'package',
  description: 'How many packages of all kinds are installed.',
  unit: 'count',
  flag: 'max-packages',
  offenders: (image) => {
    const inventory = inventoryOf(image)
    return inventory.packages.map((found) => packageOffender(inventory, found))
  },
})

/** How large packages may be. */
export const packageSize = subjectSizeBudget({
  key: 'packageSize',
  title: 'Package size',
  description: 'The files of all packages that [TYPE:]NAME[@RANGE] means, by such patterns.',
  flag: 'max-package-size',
  refuse: refusePackage,
  nodes: (inventory, pattern) =>
    filesOf(
      inventory,
      packagesMatching(inventory, pattern).map(({ found }) => found),
    ),
  offenders: (inventory, pattern) =>
    packagesMatching(inventory, pattern).map(({ found }) => packageOffender(inventory, found)),
})

/** Packages that must not be there. A version that cannot be compared counts as one that is meant. */
export const deniedPackages: Budget = {
  key: 'deniedPackages',
  title: 'Denied package',
  description: 'Packages that must not be there, as [TYPE:]NAME[@RANGE]: bash, deb:openssl@<3.0.11.',
  shape: 'patterns',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'deny-package',
  refuse: refusePackage,
  judge({ subject }, image) {
    const inventory = inventoryOf(image)
    const matching = packagesMatching(inventory, subject ?? '')
    if (matching.length === 0) return plainFinding(true, `No package matches ${subject}.`)
    const [{ found }] = matching as [Match]
    const what = matching.length === 1 ? `${nameOf(found)} is` : `${formatCount(matching.length, 'package')} are`
    return plainFinding(
      false,
      `${what} installed, which ${subject} denies.`,
      matching.map((match) => packageOffender(inventory, match.found, match.inRange ? null : INCOMPARABLE)),
    )
  },
}

/** Packages that must be there. */
export const requiredPackages: Budget = {
  key: 'requiredPackages',
  title: 'Required package',
  description: 'Packages that must be there, as [TYPE:]NAME[@RANGE].',
  shape: 'patterns',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'require-package',
  refuse: refusePackage,
  judge({ subject }, image) {
    const inventory = inventoryOf(image)
    const { names, range } = parsePackagePattern(subject ?? '')
    const named = inventory.packages.filter(names)
    const wanted = named.find((found) => range === null || range(found) === true)
    if (wanted !== undefined) return plainFinding(true, `${nameOf(wanted)} is installed.`)
    const [other] = named
    if (other === undefined) return plainFinding(false, `${subject} is required, and no such package is installed.`)
    return plainFinding(
      false,
      `${subject} is required, and ${nameOf(other)} is installed.`,
      named.map((found) => packageOffender(inventory, found, range?.(found) === null ? INCOMPARABLE : null)),
    )
  },
}

const INCOMPARABLE = 'its version cannot be compared'

/** A package that a pattern means. */
interface Match {
  readonly found: InstalledPackage
  /** Null where its version and the pattern's cannot be compared. */
  readonly inRange: true | null
}

function packagesMatching({ packages }: ImageInventory, pattern: string): readonly Match[] {
  const { names, range } = parsePackagePattern(pattern)
  return packages.filter(names).flatMap((found) => {
    const inRange = range === null ? true : range(found)
    return inRange === false ? [] : { found, inRange }
  })
}

/** Packages may list the same file, and what one brought another lists too: each path once. */
function filesOf({ tree }: ImageInventory, packages: readonly InstalledPackage[]): TreeNode[] {
  const find = pathFinder(tree)
  const files = new Set<TreeNode>()
  for (const { paths } of packages) {
    for (const path of paths) {
      const node = find(path)
      if (node?.type === 'file') files.add(node)
    }
  }
  return [...files]
}

function nameOf({ type, name, version }: InstalledPackage): string {
  return `${type}:${name}@${version}`
}
