import type { ImageInventory } from '../inventory/image-inventory.ts'

/** What of an image's filesystem cannot be written, because it is not in the image: a sentence each. */
export function missingContents({ layers, tree }: Pick<ImageInventory, 'layers' | 'tree'>): string[] {
  const foreign = [...layers.keys()].filter((index) => layers[index]!.inventory.tarBytes === 0)
  const dangling = [...tree.nodes()].filter(({ type, sha256 }) => type === 'file' && sha256 === null)
  return [
    ...foreign.map((index) => `Layer ${index} is a foreign layer: what it holds is not in the image, and left out.`),
    ...dangling.map(
      ({ path }) => `${path} is a hard link to a file that is not there; it is written as an empty file.`,
    ),
  ]
}
