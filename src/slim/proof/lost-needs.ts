import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { SlimPlan } from '../slim-plan.ts'

/** Libraries and loaders that programs found in the source and do not find in the result. */
export function* lostNeeds({ image }: SlimPlan, { binaries }: ImageInventory): Generator<string> {
  const keyOf = ({ path, needs }: { readonly path: string; readonly needs: string }): string => `${path}\0${needs}`
  const before = new Set(image.binaries.unresolved.map(keyOf))
  for (const lack of binaries.unresolved) {
    if (!before.has(keyOf(lack))) yield `${lack.path} needs ${lack.needs}, which it found before.`
  }
  const lacking = new Set(image.binaries.entrypoint?.unresolved)
  for (const needs of binaries.entrypoint?.unresolved ?? []) {
    if (!lacking.has(needs)) yield `The program that containers start needs ${needs}, which it found before.`
  }
}
