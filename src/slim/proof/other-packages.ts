import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { SlimPlan } from '../slim-plan.ts'

/** Packages that a scanner finds and that were not to stay, and the other way round. */
export function* otherPackages({ packages }: SlimPlan, result: ImageInventory): Generator<string> {
  const planned = keysOf(packages)
  const found = keysOf(result.packages)
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
