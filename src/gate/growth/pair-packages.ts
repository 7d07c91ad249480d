import type { BaselinePackage } from '../../report/baseline-document.ts'
import type { GrowthCause } from '../../report/growth-section.ts'
import { Holding } from './holding.ts'

/** Packages of one name, in one version or several, as two images have them. */
interface PackagePair {
  /** `TYPE:NAME` */
  readonly package: string
  readonly versions: GrowthCause['versions']
  readonly holding: Holding
}

/** What two images have of packages. */
interface Packages {
  readonly before: readonly BaselinePackage[]
  readonly after: readonly BaselinePackage[]
}

/** Pairs packages by type, name and architecture; those that are left, as of another platform, by type and name. */
export function pairPackages(packages: Packages): PackagePair[] {
  const alike = pairBy(({ type, name, architecture }) => [type, name, architecture ?? ''].join('\0'), packages)
  const left = pairBy(({ type, name }) => [type, name].join('\0'), alike.left)
  return [
    ...alike.pairs,
    ...left.pairs,
    ...left.left.before.map((item) => pairOf([item], [])),
    ...left.left.after.map((item) => pairOf([], [item])),
  ]
}

function pairBy(
  keyOf: (item: BaselinePackage) => string,
  { before, after }: Packages,
): { readonly pairs: readonly PackagePair[]; readonly left: Packages } {
  const befores = Map.groupBy(before, keyOf)
  const afters = Map.groupBy(after, keyOf)
  const pairs: PackagePair[] = []
  for (const [key, items] of befores) {
    const others = afters.get(key)
    if (others !== undefined) pairs.push(pairOf(items, others))
  }
  return {
    pairs,
    left: {
      before: before.filter((item) => !afters.has(keyOf(item))),
      after: after.filter((item) => !befores.has(keyOf(item))),
    },
  }
}

function pairOf(before: readonly BaselinePackage[], after: readonly BaselinePackage[]): PackagePair {
  const { type, name } = (after[0] ?? before[0])!
  const holding = new Holding()
  for (const item of before) holding.add('before', item)
  for (const item of after) holding.add('after', item)
  const versions = { before: versionsOf(before), after: versionsOf(after) }
  return { package: `${type}:${name}`, versions: versions.before === versions.after ? null : versions, holding }
}

function versionsOf(packages: readonly BaselinePackage[]): string | null {
  return packages.length === 0 ? null : [...new Set(packages.map(({ version }) => version))].sort().join(', ')
}
