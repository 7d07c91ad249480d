import type { InstalledPackage } from '../inventory/ownership.ts'
import { compareVersions } from '../versions/compare-versions.ts'
import { pairByKey } from './pair-by-key.ts'

/** A package as two images have it; null in one that does not. */
export interface PackagePair {
  readonly before: InstalledPackage | null
  readonly after: InstalledPackage | null
}

/** What packages of one type and name can have in common, the surest first. */
const LIKENESSES: readonly ((item: InstalledPackage) => string)[] = [
  ({ version, architecture, database, within }) => join(version, architecture, database, within),
  ({ version, architecture }) => join(version, architecture),
  // a tree of modules has several versions of one at once, each in its own place
  ({ architecture, database, within }) => join(architecture, database, within),
  ({ architecture }) => join(architecture),
  // images of two platforms
  ({ version }) => version,
  () => '',
]

/**
 * Pairs the packages of two images, those that are most alike first. Of several that are equally alike, the newest is paired
 * with the newest; what is left over came or went.
 */
export function pairPackages(
  before: readonly InstalledPackage[],
  after: readonly InstalledPackage[],
): readonly PackagePair[] {
  const beforeByName = Map.groupBy(before, nameKey)
  const afterByName = Map.groupBy(after, nameKey)
  return [...new Set([...beforeByName.keys(), ...afterByName.keys()])].flatMap((key) =>
    pairNamesakes(newestFirst(beforeByName.get(key) ?? []), newestFirst(afterByName.get(key) ?? [])),
  )
}

function pairNamesakes(before: readonly InstalledPackage[], after: readonly InstalledPackage[]): PackagePair[] {
  const pairs: PackagePair[] = []
  let left = { removed: before, added: after }
  for (const likeness of LIKENESSES) {
    if (left.removed.length === 0 || left.added.length === 0) break
    const found = pairByKey(left.removed, left.added, likeness)
    pairs.push(...found.pairs)
    left = found
  }
  return [
    ...pairs,
    ...left.removed.map((item) => ({ before: item, after: null })),
    ...left.added.map((item) => ({ before: null, after: item })),
  ]
}

function newestFirst(items: readonly InstalledPackage[]): readonly InstalledPackage[] {
  if (items.length < 2) return items
  return items.toSorted((a, b) => compareVersions(a.type, b.version, a.version) ?? 0)
}

function nameKey({ type, name }: InstalledPackage): string {
  return join(type, name)
}

/** NUL is in nothing that a database says. */
function join(...parts: readonly (string | null | undefined)[]): string {
  return parts.join('\0')
}
