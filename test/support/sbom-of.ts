import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { readImage, type SbomDocument, type SbomOptions, sbomDocument } from '../../src/index.ts'
import { renderSbom, type SbomFormatName } from '../../src/report/sbom/formats.ts'

/** The SBOM of an image, read with the SHA-1 of its files and called `acme/app:1.0`. */
export async function sbomOf(reference: string, options: Partial<SbomOptions> = {}): Promise<SbomDocument> {
  const reading = { platform: 'linux/amd64', cache: false, env: {}, extraFacts: ['sha1'] } as const
  const tool = { name: 'imgpeek', version: '1.2.3' }
  return sbomDocument(await readImage(reference, reading), {
    files: 'packages',
    name: 'acme/app:1.0',
    tool,
    ...options,
  })
}

/** Writes an image of these layers, base first, into a directory, and makes its SBOM. */
export async function sbomOfLayers(
  scratch: string,
  layers: readonly LayerBuilder[],
  { spec, ...options }: Partial<SbomOptions> & { readonly spec?: Omit<ImageSpec, 'layers'> } = {},
): Promise<SbomDocument> {
  const tars = await Promise.all(layers.map((layer) => layer.build()))
  const directory = mkdtempSync(join(scratch, 'layout-'))
  writeLayout(directory, { ...spec, layers: tars.map((tar) => ({ tar })) })
  return sbomOf(`oci:${directory}`, options)
}

/** An SBOM as it is written in a format. */
export async function writtenSbom(document: SbomDocument, format: SbomFormatName): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of renderSbom(document, format)) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
