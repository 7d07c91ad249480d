import type { InstalledPackage } from '../inventory/ownership.ts'
import { writtenText } from './written-text.ts'

/** Where a package is stated: its database, and the place in it of one that is in an archive. */
export function locationOf({ database, within }: InstalledPackage): string {
  return writtenText(within === undefined ? database : `${database}!/${within}`)
}

/**
 * Gives each package an id of its own that the next run gives it too: its package URL, with its location behind a `#` where
 * another has the same, and a number where even that is not enough.
 */
export function identify(packages: readonly InstalledPackage[]): (found: InstalledPackage) => string {
  const ids = new Map<InstalledPackage, string>()
  const taken = new Map<string, number>()
  for (const [purl, same] of Map.groupBy(packages, (found) => found.purl)) {
    for (const found of same) {
      const wanted = same.length === 1 ? purl : `${purl}#${locationOf(found)}`
      let number = taken.get(wanted) ?? 0
      let id = wanted
      while (taken.has(id)) id = `${wanted}#${++number}`
      taken.set(wanted, number)
      taken.set(id, 0)
      ids.set(found, id)
    }
  }
  return (found) => ids.get(found)!
}
