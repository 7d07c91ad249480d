import { readFileSync } from 'node:fs'
import { LayoutBuilder, tagged, type WrittenDescriptor } from '../../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { noise } from '../../support/noise.ts'

/** A layout with one image, tagged `latest`: a layer of some size and a small one. */
export interface SampleImage {
  readonly layout: LayoutBuilder
  readonly manifest: WrittenDescriptor
  readonly layers: readonly WrittenDescriptor[]
}

/** Writes the sample image; its first layer has some more compressed bytes than `layerBytes`. */
export async function writeSampleImage(directory: string, layerBytes = 1024 * 1024): Promise<SampleImage> {
  const layout = new LayoutBuilder(directory)
  const large = await new LayerBuilder().file('noise', noise(layerBytes, 'large')).build()
  const small = await new LayerBuilder().file('etc/motd', 'hello\n').build()
  const manifest = layout.image({ layers: [{ tar: large }, { tar: small }] })
  layout.writeIndex([tagged(manifest, 'latest')])
  const { layers } = JSON.parse(readFileSync(layout.pathOf(manifest.digest), 'utf8')) as SampleImage
  return { layout, manifest, layers }
}
