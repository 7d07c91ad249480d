import { join } from 'node:path'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import type { Rule, Terms, WrittenRule } from '../../src/gate/budget.ts'
import { BUDGETS } from '../../src/gate/budgets/budgets.ts'
import type { GatedImage } from '../../src/gate/gated-image.ts'
import { type ImageInventory, readImage } from '../../src/index.ts'
import type { BaselineDocument } from '../../src/report/baseline-document.ts'

/** A layer, and the history's text for it. */
type MadeLayer = readonly [createdBy: string, layer: LayerBuilder]

let images = 0

/** An image of these layers, base first, written below a directory and read to its last file. */
export async function madeImage(
  scratch: string,
  made: readonly MadeLayer[],
  config: ImageSpec['config'] = {},
): Promise<GatedImage & { readonly inventory: ImageInventory }> {
  const layers = await Promise.all(
    made.map(async ([createdBy, layer]) => ({ tar: await layer.build(), createdBy: `${createdBy} # buildkit` })),
  )
  const { directory } = writeLayout(join(scratch, `image-${images++}`), { layers, config })
  return gatedImage(await readImage(`oci:${directory}`, { platform: 'linux/amd64', cache: false, env: {} }))
}

/** An image in front of a gate, read to its last file. */
function gatedImage(inventory: ImageInventory): GatedImage & { readonly inventory: ImageInventory } {
  return {
    reference: inventory.reference,
    digest: inventory.descriptor?.digest ?? null,
    platforms: [inventory.config.platform],
    layers: inventory.layers.map(({ inventory: { digest, compressedBytes } }, index) => ({
      index,
      digest,
      compressedBytes,
    })),
    config: inventory.config,
    inventory,
    baseline: null,
  }
}

/** A baseline of which only these figures are known. */
export function baselineWith(figures: Partial<Pick<BaselineDocument, 'figures' | 'sizes'>>): BaselineDocument {
  return {
    reference: 'app:old',
    digest: null,
    platform: { os: 'linux', architecture: 'amd64' },
    created: null,
    figures: {},
    sizes: {},
    layers: [],
    baseLayers: null,
    baseEvidence: '',
    packages: [],
    unowned: [],
    unownedFrom: 0,
    ...figures,
  }
}

/** A rule that somebody wrote for the budget of this key; what it needs not say is left out. */
export function writtenRule(key: string, rule: Partial<Rule>, terms: Partial<Terms> = {}): WrittenRule {
  const budget = BUDGETS.find((candidate) => candidate.key === key)
  if (budget === undefined) throw new Error(`There is no budget ${key}.`)
  return {
    budget,
    rule: { subject: null, number: {}, names: [], ...rule },
    terms: { level: 'error', reason: null, expires: null, origin: '.imgpeek.yaml:2:3', ...terms },
  }
}
