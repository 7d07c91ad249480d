import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { BaselineDocument } from '../../report/baseline-document.ts'
import type { WrittenRule } from '../budget.ts'
import type { GatedImage } from '../gated-image.ts'

/** The sizes that rules for patterns are about, by budget and pattern. */
export function sizesOf(inventory: ImageInventory, rules: readonly WrittenRule[]): BaselineDocument['sizes'] {
  const image = gatedImage(inventory)
  const sizes = new Map<string, Map<string, number>>()
  for (const { budget, rule } of rules) {
    if (budget.shape !== 'sizes' || rule.subject === null) continue
    const { actual } = budget.judge(rule, image)
    if (actual === null) continue
    const patterns = sizes.get(budget.key) ?? new Map<string, number>()
    sizes.set(budget.key, patterns.set(rule.subject, actual))
  }
  return Object.fromEntries([...sizes].map(([key, patterns]) => [key, Object.fromEntries([...patterns].sort())]).sort())
}

/** An image of which nothing but its sizes is asked. */
function gatedImage(inventory: ImageInventory): GatedImage {
  const { reference, descriptor, config, layers } = inventory
  return {
    reference,
    digest: descriptor?.digest ?? null,
    platforms: [],
    layers: layers.map(({ inventory: { digest, compressedBytes } }, index) => ({ index, digest, compressedBytes })),
    config,
    inventory,
    baseline: null,
  }
}
