import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { type ImageInventory, readImage } from '../../src/index.ts'

/** Writes an image of these layers, base first, into a directory, and reads it. */
export async function readLayers(
  scratch: string,
  layers: LayerBuilder | readonly LayerBuilder[],
  spec: Omit<ImageSpec, 'layers'> = {},
): Promise<ImageInventory> {
  const tars = await Promise.all([layers].flat().map((layer) => layer.build()))
  const directory = mkdtempSync(join(scratch, 'layout-'))
  writeLayout(directory, { ...spec, layers: tars.map((tar) => ({ tar })) })
  return readImage(`oci:${directory}`, { platform: 'linux/amd64', cache: false, env: {} })
}
