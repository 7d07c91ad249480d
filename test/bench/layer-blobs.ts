import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The paths of the layer blobs of a layout's first image, base first. */
export function layerBlobs(layout: string): string[] {
  const blob = (digest: string): string => join(layout, 'blobs', ...digest.split(':'))
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
  const manifest = read(blob(read(join(layout, 'index.json')).manifests[0].digest))
  return manifest.layers.map(({ digest }: { digest: string }) => blob(digest))
}
