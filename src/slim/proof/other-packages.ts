import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { SlimPlan } from '../slim-plan.ts'

/** Packages that a scanner finds and that were not to stay, and the other way round. */
export function* otherPackages({ packages }: SlimPlan, result: ImageInventory): Generator<string> {
  yield* packageFailures(packages, result.packages)
}

/** What a scanner finds that it should not, and the other way round. */
export function* packageFailures(
  expected: readonly InstalledPackage[],
  stated: readonly InstalledPackage[],
): Generator<string> {
  const planned = keysOf(expected)
  const found = keysOf(stated)
  for (const [key, name] of planned) if (!found.has(key)) yield `The package ${name} is not stated.`
  for (const [key, name] of found) if (!planned.has(key)) yield `The package ${name} is stated, and is not there.`
}

function keysOf(packages: readonly InstalledPackage[]): ReadonlyMap<string, string> {
  return new Map(
    packages.map(({ type, name, version, architecture }) => [
      [type, name, version, architecture].join('\0'),
      `${name} ${version} (${type})`,
    ]),
  )
}
