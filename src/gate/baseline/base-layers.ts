import { ownLayers } from '../../fit/own-layers.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { instructionOf } from '../../oci/instruction.ts'

/** Where an image's base ends. */
export interface BaseLayers {
  /** How many of the lowest layers are the base's; null where that cannot be told. */
  readonly count: number | null
  /** A few words. */
  readonly evidence: string
}

/**
 * Tells which layers of an image are those of the base that it was built on.
 * @param stated how many they are, where the user says so
 * @throws {UsageError} when the image does not have so many
 */
export function baseLayersOf(image: ImageInventory, stated?: number): BaseLayers {
  const ended = stated === undefined ? endOfBase(image) : undefined
  if (ended !== undefined) return ended
  const { toldBy, layers, evidence } = ownLayers(image, { baseLayers: stated })
  // layers of which only packages tell what is whose have both in them
  if (toldBy === 'packages') return { count: null, evidence: 'the history does not say where a base ends' }
  return { count: image.layers.length - layers.length, evidence }
}

/**
 * A Dockerfile says last what to run, so what comes after that was built on it: bases with layers of a `RUN` of their own (python, node)
 * end there.
 */
function endOfBase({ config, layers }: ImageInventory): BaseLayers | undefined {
  let made = 0
  let end: BaseLayers | undefined
  for (const { emptyLayer, createdBy } of config.history) {
    if (!emptyLayer) made++
    const instruction = emptyLayer && RUNS.test(createdBy) ? instructionOf(createdBy) : null
    if (instruction !== null && made > 0 && made < layers.length) {
      end = { count: made, evidence: `the history's last ${instruction.split(' ')[0]} before further layers` }
    }
  }
  return made === layers.length ? end : undefined
}

/** As BuildKit and older builders write them. */
const RUNS = /(?:^|#\(nop\) +)(?:CMD|ENTRYPOINT) /
