import type { ImageConfig } from '../../oci/config.ts'

const MODE = 'imgpeek.slim.mode'

/** What says that `imgpeek slim` took something out of an image, or of one that it was built on; null where nothing does. */
export function slimmedBy({ config: { labels } }: ImageConfig): string | null {
  return labels[MODE] === undefined ? null : `label ${MODE} says ${labels[MODE]}`
}
