import type { LayerWriter, WrittenLayer } from '../../destinations/layer-writer.ts'
import { type ImageParts, type WriteOptions, type WrittenImage, writeImage } from '../../destinations/write-image.ts'
import { factReaders } from '../../inventory/catalogers.ts'
import { concludeImage, type ImageInventory } from '../../inventory/image-inventory.ts'
import type { ReadLayer } from '../../inventory/layers.ts'
import type { Progress } from '../../inventory/progress.ts'
import { DEFAULT_LIMITS, type Limits } from '../../limits.ts'
import { parseImageConfig } from '../../oci/config.ts'
import { creationTime } from '../../sbom/creation-time.ts'
import { loadedBytesReader } from '../strip/loaded-bytes.ts'
import type { StripOutcome } from '../strip/strip-file.ts'
import type { Assembly } from './assembly.ts'
import { Contents } from './contents.ts'
import type { LayerTimes } from './entry-list.ts'
import { layerTar } from './layer-tar.ts'
import { metadataLayer } from './metadata-layer.ts'
import type { Tool } from './origin-labels.ts'
import { type LayerOrigin, type NewLayer, originOf, type PlannedLayer } from './planned-layer.ts'
import { scanned } from './written-layer.ts'

/** Tar's: a header takes one, contents are filled up to whole ones (POSIX.1-2017, pax, "ustar Interchange Format"). */
const BLOCK = 512

/** How a slimmed image is written. */
export interface WriteSlimOptions extends WriteOptions {
  readonly tool: Tool
  /** The environment variable SOURCE_DATE_EPOCH: the latest time in new layers, in seconds since 1970. */
  readonly sourceDateEpoch?: string | undefined
  /** Hears what happens while layers are written. */
  readonly onProgress?: Progress | undefined
}

/** A slimmed image that has been written. */
export interface SlimmedImage extends WrittenImage {
  /** Base first. */
  readonly layers: readonly SlimmedLayer[]
  /** What was written, as it was read while it was. */
  readonly result: ImageInventory
  /** What became of the files that were to be stripped, by the path under which they were written. */
  readonly stripped: ReadonlyMap<string, StripOutcome>
}

/** A layer of a slimmed image: where it comes from, and where it went. */
type SlimmedLayer = LayerOrigin & WrittenLayer

/** A layer that is written, and what is in it. */
type Finished = SlimmedLayer & { readonly read: ReadLayer }

/**
 * Writes what a plan keeps of an open image. Each layer of the source that something is taken of is read once. What is written is
 * read as it goes by, and `prove` hears what that shows before the image appears under its name. The same assembly and options give
 * the same bytes.
 * @param prove what it throws ends the writing, and nothing is to be seen of the image
 * @throws the same as `writeImage`, and {BrokenImageError} when a layer is not the one that the inventory knows
 */
export async function writeSlim(
  assembly: Assembly,
  destination: string,
  options: WriteSlimOptions,
  prove: (result: ImageInventory, stripped: SlimmedImage['stripped']) => void,
): Promise<SlimmedImage> {
  let slimmed: Built | undefined
  const written = await writeImage(destination, options, async (writer) => {
    const { parts, ...rest } = await build(assembly, writer, options)
    prove(rest.result, rest.stripped)
    slimmed = rest
    return parts
  })
  return { ...written, ...slimmed! }
}

/** What is known of the image before it appears. */
type Built = Pick<SlimmedImage, 'layers' | 'result' | 'stripped'>

async function build(
  assembly: Assembly,
  writer: LayerWriter,
  options: WriteSlimOptions,
): Promise<Built & { readonly parts: ImageParts }> {
  const { plan, annotations } = assembly
  const { tool, sourceDateEpoch } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const created = creationTime(sourceDateEpoch, plan.image.config.created)
  const ofNew = Date.parse(created) / 1000
  const times: LayerTimes = { ofNew, latest: sourceDateEpoch ? ofNew : null }
  const planned = assembly.layers(times)
  const contents = new Contents(plan.image, wantedRows(planned), { limits, signal: options.signal })

  const finished: Finished[] = []
  const stripped = new Map<string, StripOutcome>()
  const configNow = (): Uint8Array => assembly.config({ created, layers: finished.map(({ read, ...layer }) => layer) })
  const resultNow = (config: Uint8Array): ImageInventory =>
    concludeImage(
      {
        source: plan.image.source,
        reference: plan.image.reference,
        descriptor: null,
        imageId: null,
        annotations,
        config: parseImageConfig(config, `The config of ${plan.image.reference}, slimmed,`),
      },
      finished.map(({ read }) => read),
    )
  const { onProgress } = options
  onProgress?.({
    kind: 'writing',
    layers: [...planned, null].map((layer, index) => ({ index, bytes: bytesOf(layer, assembly) })),
  })
  const add = async (layer: PlannedLayer): Promise<void> => {
    const index = finished.length
    const onBytes = (bytes: number): void => onProgress?.({ kind: 'bytes', layer: index, bytes })
    finished.push(await finish(layer, assembly, writer, { contents, times, limits, stripped, onBytes }))
    onProgress?.({ kind: 'layer-done', layer: index })
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
    stripped,
    parts: { config, layers: finished, annotations },
  }
}

interface Finishing {
  readonly contents: Contents
  readonly times: LayerTimes
  readonly limits: Limits
  readonly stripped: Map<string, StripOutcome>
  readonly onBytes: (bytes: number) => void
}

async function finish(
  layer: PlannedLayer,
  { plan, below }: Assembly,
  writer: LayerWriter,
  { contents, times, limits, stripped, onBytes }: Finishing,
): Promise<Finished> {
  if (layer.reuses !== null) {
    const reused = below.inventory.layers[layer.reuses]!
    const written = await writer.copyLayer(reused.layer, below.image, { onBytes })
    return { ...originOf(layer), ...written, read: { layer: reused.layer, inventory: reused.inventory, missing: null } }
  }
  const readers = [...factReaders([]), ...(plan.stripped.size > 0 ? [loadedBytesReader] : [])]
  const scan = scanned(layerTar(layer, contents, times, stripped), readers, limits)
  const written = await writer.writeLayer(scan.tar, { onBytes })
  return { ...originOf(layer), ...written, read: scan.readAs(written) }
}

/** About how many bytes will go by of a layer; of the last, which is made of the others (null), few. */
function bytesOf(layer: PlannedLayer | null, { below }: Assembly): number {
  if (layer === null) return 0
  if (layer.reuses !== null) return below.inventory.layers[layer.reuses]!.inventory.compressedBytes
  return layer.entries.reduce((sum, { header }) => sum + BLOCK + Math.ceil(header.size / BLOCK) * BLOCK, 0)
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
