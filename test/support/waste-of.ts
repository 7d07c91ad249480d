import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { elfCataloger } from '../../src/catalogers/elf/elf-cataloger.ts'
import { type WasteDocument, type WastefulImage, type WasteOptions, wasteDocument } from '../../src/index.ts'
import { instructionOf } from '../../src/oci/instruction.ts'
import { buildAll, scanLayers } from './scan-layers.ts'

/** A layer, and the history's text for it. */
export type MadeLayer = readonly [createdBy: string, layer: LayerBuilder]

/** Everything, the largest first. */
export const ALL_WASTE: WasteOptions = { globs: [], causes: [], sort: 'size', reverse: false, limit: 0 }

/** An image of these layers, base first. */
export async function imageOf(made: readonly MadeLayer[]): Promise<WastefulImage> {
  const { layers, ...image } = await scanLayers(await buildAll(made.map(([, layer]) => layer)), [elfCataloger])
  const instructions = made.map(([createdBy]) => instructionOf(createdBy))
  return {
    ...image,
    reference: 'oci:image',
    descriptor: null,
    layers: layers.map((layer, index) => ({ ...layer, instruction: instructions[index]! })),
  }
}

/** What an image of these layers wastes. */
export async function wasteOf(
  layers: readonly MadeLayer[],
  options: Partial<WasteOptions> = {},
): Promise<WasteDocument> {
  return wasteDocument(await imageOf(layers), { ...ALL_WASTE, ...options })
}
