import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { ImageSpec, WrittenDescriptor } from '../../../fixtures/image-builder.ts'
import { decompress } from '../../../src/layer/decompress/decompress.ts'

/** The images under fixtures/images, each tagged `1.0`. */
export const COMMITTED_IMAGES = ['webapp', 'static', 'odd-layers'] as const

interface WrittenManifest {
  readonly config: WrittenDescriptor
  readonly layers: readonly WrittenDescriptor[]
}

/** The directory of a committed image's layout. */
export function committedLayout(name: (typeof COMMITTED_IMAGES)[number]): string {
  return fileURLToPath(new URL(`../../../fixtures/images/${name}`, import.meta.url))
}

/** The manifest of a layout's one image. */
export function manifestOf(directory: string): WrittenManifest {
  const index = JSON.parse(readFileSync(`${directory}/index.json`, 'utf8')) as { manifests: [WrittenDescriptor] }
  return JSON.parse(blobOf(directory, index.manifests[0]).toString())
}

/**
 * A layout's one image as it was before its layers were compressed: the same config, to be built in another form. The
 * config's diffIDs are still those of the original, so that a wrong tar is noticed.
 */
export async function uncompressedSpec(directory: string): Promise<ImageSpec> {
  const { config, layers } = manifestOf(directory)
  const tars = layers.map(async (layer) => ({ tar: await decompressed(blobOf(directory, layer)) }))
  return { fields: JSON.parse(blobOf(directory, config).toString()), layers: await Promise.all(tars) }
}

function blobOf(directory: string, { digest }: WrittenDescriptor): Buffer {
  return readFileSync(`${directory}/blobs/${digest.replace(':', '/')}`)
}

async function decompressed(blob: Buffer): Promise<Buffer> {
  const { bytes } = await decompress(ReadableStream.from([blob]), Number.POSITIVE_INFINITY)
  const pieces: Uint8Array[] = []
  // a piece is good until the next one is asked for
  for await (const piece of bytes) pieces.push(new Uint8Array(piece))
  return Buffer.concat(pieces)
}
