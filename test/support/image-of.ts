import { fileURLToPath } from 'node:url'
import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { accountsReader } from '../../src/catalogers/accounts.ts'
import type { FilledImage } from '../../src/files/selection.ts'
import { type ImageInventory, readImage } from '../../src/index.ts'
import { buildAll, scanLayers } from './scan-layers.ts'

/** An image of these layers, base first, of which no package lists anything. */
export async function imageOf(...layers: readonly LayerBuilder[]): Promise<FilledImage> {
  const scanned = await scanLayers(await buildAll(layers), [accountsReader])
  return { ...scanned, reference: 'oci:image', descriptor: null, owners: new Map() }
}

/** One of the images in fixtures/images. */
export function fixtureImage(name: string): Promise<ImageInventory> {
  const directory = fileURLToPath(new URL(`../../fixtures/images/${name}`, import.meta.url))
  return readImage(`oci:${directory}`, { platform: 'linux/amd64', cache: false, env: {} })
}
