import { encodeConfig } from '../../copy/encode-config.ts'
import type { OpenedImage } from '../../inventory/read-images.ts'
import type { Image } from '../../sources/image.ts'
import type { SlimPlan } from '../slim-plan.ts'
import type { LayerTimes } from './entry-list.ts'
import { originLabels, type Tool } from './origin-labels.ts'
import { planLayers } from './plan-layers.ts'
import type { PlannedLayer } from './planned-layer.ts'
import { type WrittenConfigLayer, writtenConfig } from './written-config.ts'

/** What an image is put together from. */
export interface Assembly {
  /** Of the image that new layers have their contents from. */
  readonly plan: SlimPlan
  /** The image whose layers are taken as they are (`LayerOrigin.reuses`). */
  readonly below: OpenedImage
  /** Base first. */
  layers(times: LayerTimes): PlannedLayer[]
  /** The config's bytes. */
  config(written: WrittenSoFar): Uint8Array
  /** The manifest's. */
  readonly annotations: Readonly<Record<string, string>>
}

/** What a config says of what was written. */
interface WrittenSoFar {
  /** RFC 3339. */
  readonly created: string
  /** Base first. */
  readonly layers: readonly WrittenConfigLayer[]
}

/** An image of what a plan keeps, which stays on its own base. */
export async function inPlace(plan: SlimPlan, image: Image, tool: Tool): Promise<Assembly> {
  const labels = originLabels(plan, tool)
  const manifest = await image.manifest()
  const source = (await image.rawConfig()) ?? encodeConfig(plan.image.config, [])
  return {
    plan,
    below: { inventory: plan.image, image },
    layers: (times) => planLayers(plan, times),
    config: ({ created, layers }) =>
      writtenConfig(source, { created, labels, layers, mode: plan.mode, sourceLayers: plan.image.layers.length }),
    annotations: { ...manifest?.annotations, ...labels },
  }
}
