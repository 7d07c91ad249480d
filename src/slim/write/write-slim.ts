import { encodeConfig } from '../../copy/encode-config.ts'
import type { LayerWriter, WrittenLayer } from '../../destinations/layer-writer.ts'
import { type ImageParts, type WriteOptions, type WrittenImage, writeImage } from '../../destinations/write-image.ts'
import { factReaders } from '../../inventory/catalogers.ts'
import { concludeImage, type ImageInventory } from '../../inventory/image-inventory.ts'
import type { ReadLayer } from '../../inventory/layers.ts'
import { DEFAULT_LIMITS, type Limits } from '../../limits.ts'
import { parseImageConfig } from '../../oci/config.ts'
import { creationTime } from '../../sbom/creation-time.ts'
import type { Image } from '../../sources/image.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { Contents } from './contents.ts'
import type { LayerTimes } from './entry-list.ts'
import { layerTar } from './layer-tar.ts'
import { metadataLayer } from './metadata-layer.ts'
import { originLabels, type Tool } from './origin-labels.ts'
import { planLayers } from './plan-layers.ts'
import { type LayerOrigin, type NewLayer, originOf, type PlannedLayer } from './planned-layer.ts'
import { type ConfigChanges, writtenConfig } from './written-config.ts'
import { scanned } from './written-layer.ts'

/** How a slimmed image is written. */
export interface WriteSlimOptions extends WriteOptions {
  readonly tool: Tool
  /** The environment variable SOURCE_DATE_EPOCH: the latest time in new layers, in seconds since 1970. */
  readonly sourceDateEpoch?: string | undefined
}

/** A slimmed image that has been written. */
export interface SlimmedImage extends WrittenImage {
  /** Base first. */
  readonly layers: readonly SlimmedLayer[]
  /** What was written, as it was read while it was. */
  readonly result: ImageInventory
}

/** A layer of a slimmed image: where it comes from, and where it went. */
type SlimmedLayer = LayerOrigin & WrittenLayer

/** A layer that is written, and what is in it. */
type Finished = SlimmedLayer & { readonly read: ReadLayer }

/**
 * Writes what a plan keeps of an open image. Each layer of the source that something is taken of is read once. What is written is
 * read as it goes by, and `prove` hears what that shows before the image appears under its name. The same plan and options give the
 * same bytes.
 * @param prove what it throws ends the writing, and nothing is to be seen of the image
 * @throws the same as `writeImage`, and {BrokenImageError} when a layer is not the one that the inventory knows
 */
export async function writeSlim(
  plan: SlimPlan,
  image: Image,
  destination: string,
  options: WriteSlimOptions,
  prove: (result: ImageInventory) => void,
): Promise<SlimmedImage> {
  let slimmed: Pick<SlimmedImage, 'layers' | 'result'> | undefined
  const written = await writeImage(destination, options, async (writer) => {
    const { parts, ...rest } = await build(plan, image, writer, options)
    prove(rest.result)
    slimmed = rest
    return parts
  })
  return { ...written, ...slimmed! }
}

async function build(
  plan: SlimPlan,
  image: Image,
  writer: LayerWriter,
  options: WriteSlimOptions,
): Promise<Pick<SlimmedImage, 'layers' | 'result'> & { readonly parts: ImageParts }> {
  const { tool, sourceDateEpoch } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const created = creationTime(sourceDateEpoch, plan.image.config.created)
  const ofNew = Date.parse(created) / 1000
  const times: LayerTimes = { ofNew, latest: sourceDateEpoch ? ofNew : null }
  const planned = planLayers(plan, times)
  const contents = new Contents(plan.image, wantedRows(planned), { limits, signal: options.signal })
  const manifest = await image.manifest()
  const labels = originLabels(plan, tool)
  const source = (await image.rawConfig()) ?? encodeConfig(plan.image.config.platform, [])
  const changes: Omit<ConfigChanges, 'layers'> = {
    created,
    labels,
    mode: plan.mode,
    sourceLayers: plan.image.layers.length,
  }

  const finished: Finished[] = []
  const configNow = (): Uint8Array =>
    writtenConfig(source, { ...changes, layers: finished.map(({ read, ...layer }) => layer) })
  const resultNow = (config: Uint8Array): ImageInventory =>
    concludeImage(
      {
        source: plan.image.source,
        reference: plan.image.reference,
        descriptor: null,
        imageId: null,
        annotations: manifest?.annotations ?? {},
        config: parseImageConfig(config, `The config of ${plan.image.reference}, slimmed,`),
      },
      finished.map(({ read }) => read),
    )
  const add = async (layer: PlannedLayer): Promise<void> => {
    finished.push(await finish(layer, plan, image, writer, { contents, times, limits }))
  }
  try {
    // What has been written is let go of: there is an entry for each path.
    for (let layer = planned.shift(); layer !== undefined; layer = planned.shift()) await add(layer)
    await contents.finish()
  } finally {
    await contents.close()
  }
  await add(await metadataLayer(resultNow(configNow()), plan, times, { tool, sourceDateEpoch }))
  const config = configNow()
  return {
    layers: finished.map(({ read, ...layer }) => layer),
    result: resultNow(config),
    parts: { config, layers: finished, annotations: { ...manifest?.annotations, ...labels } },
  }
}

interface Finishing {
  readonly contents: Contents
  readonly times: LayerTimes
  readonly limits: Limits
}

async function finish(
  layer: PlannedLayer,
  plan: SlimPlan,
  image: Image,
  writer: LayerWriter,
  { contents, times, limits }: Finishing,
): Promise<Finished> {
  if (layer.reuses !== null) {
    const source = plan.image.layers[layer.reuses]!
    const written = await writer.copyLayer(source.layer, image)
    return { ...originOf(layer), ...written, read: { layer: source.layer, inventory: source.inventory, missing: null } }
  }
  const scan = scanned(layerTar(layer, contents, times), factReaders([]), limits)
  const written = await writer.writeLayer(scan.tar)
  return { ...originOf(layer), ...written, read: scan.readAs(written) }
}

/** The rows whose contents new layers have, by the index of the source's layer. */
function wantedRows(planned: readonly PlannedLayer[]): ReadonlyMap<number, ReadonlySet<number>> {
  const wanted = new Map<number, Set<number>>()
  const isNew = (layer: PlannedLayer): layer is NewLayer => layer.reuses === null
  for (const { content } of planned.filter(isNew).flatMap(({ entries }) => entries)) {
    if (content === null || content instanceof Uint8Array) continue
    const rows = wanted.get(content.layer)
    if (rows === undefined) wanted.set(content.layer, new Set([content.row]))
    else rows.add(content.row)
  }
  return wanted
}
