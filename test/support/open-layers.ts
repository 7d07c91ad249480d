import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type ImageInventory, type InspectOptions, withImage } from '../../src/index.ts'

const OPTIONS: InspectOptions = { platform: 'linux/amd64', cache: false, env: {} }

/** Reads an image and keeps it open for `use`. */
export function open<Result>(
  reference: string,
  use: (inventory: ImageInventory) => Promise<Result>,
  options: Partial<InspectOptions> = {},
): Promise<Result> {
  return withImage(reference, { ...OPTIONS, ...options }, use)
}

/** Writes an image of these layers below `scratch`, base first, and keeps it open for `use`. */
export async function openLayers<Result>(
  scratch: string,
  layers: readonly LayerBuilder[],
  use: (inventory: ImageInventory) => Promise<Result>,
  spec: Partial<ImageSpec> = {},
): Promise<Result> {
  const tars = await Promise.all(layers.map((layer) => layer.build()))
  const directory = mkdtempSync(join(scratch, 'layout-'))
  writeLayout(directory, { ...spec, layers: tars.map((tar) => ({ tar })) })
  // with a cache: threads are slow to start
  return open(`oci:${directory}`, use, { cache: true, env: { XDG_CACHE_HOME: join(scratch, 'cache') } })
}

/** All of a stream. A piece is good until the next one is asked for, so each is copied. */
export async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = []
  for await (const piece of pieces) copies.push(Buffer.from(piece))
  return Buffer.concat(copies)
}
