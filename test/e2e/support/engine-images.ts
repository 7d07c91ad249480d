import { join } from 'node:path'
import type { InspectDocument } from '../../../src/index.ts'
import { contentOf, copied } from '../../support/copy.ts'
import { committedLayout } from './committed-images.ts'

/** Those of the committed images that engines can unpack: odd-layers has a file where an upper layer needs a directory. */
export const ENGINE_IMAGES = ['webapp', 'static'] as const

/** What a committed image is called at an engine. */
export function engineName(name: (typeof ENGINE_IMAGES)[number]): string {
  return `localhost/test/${name}:1.0`
}

/** Packs a committed image for `docker load` or `podman load`; gives the file. */
export async function loadable(name: (typeof ENGINE_IMAGES)[number], directory: string): Promise<string> {
  const archive = join(directory, `${name}.tar`)
  await copied(`oci:${committedLayout(name)}`, `docker-archive:${archive}:${engineName(name)}`)
  return archive
}

type Content = Omit<InspectDocument, 'reference' | 'source'>

/** What is known of a committed image by its layout, as far as an engine can know it: without manifest and compression. */
export async function contentAtEngine(name: (typeof ENGINE_IMAGES)[number]): Promise<Content> {
  return uncompressed(await contentOf(`oci:${committedLayout(name)}`))
}

/** The same of an image whose layers come uncompressed, and without a manifest. */
export function uncompressed(content: Content): Content {
  return {
    ...content,
    digest: null,
    mediaType: null,
    size: { ...content.size, compressedBytes: content.size.tarBytes },
    layers: content.layers.map((layer) => ({
      ...layer,
      digest: layer.diffId,
      mediaType: null,
      compression: 'none',
      compressedBytes: layer.tarBytes,
    })),
  }
}
