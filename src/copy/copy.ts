import { displayable } from '../inspect/displayable.ts'
import { type InspectOptions, withOpenImages } from '../inventory/read-images.ts'
import type { CopyDocument } from '../report/copy-document.ts'
import type { Image } from '../sources/image.ts'
import { type CopiedImage, type CopyOptions, copyImage } from './copy-image.ts'
import { sourceLogin } from './source-login.ts'

/**
 * Copies the image that `source` names to the place that `destination` names, both `[SCHEME:]NAME`. Of an image for several
 * platforms the one that the options want is copied.
 * @throws the same as `readImage` and `copyImage`
 */
export async function copy(
  source: string,
  destination: string,
  options: Omit<InspectOptions, 'cache' | 'extraFacts'> & CopyOptions,
): Promise<CopyDocument> {
  const reading = { ...options, ...sourceLogin(source, destination, options) }
  return withOpenImages([{ reference: source }], reading, async ([image]) =>
    copyDocument(image!, await copyImage(image!, destination, options)),
  )
}

function copyDocument(image: Image, { reference, descriptor, imageId, layers }: CopiedImage): CopyDocument {
  return displayable({
    schemaVersion: 1,
    reference: image.reference,
    destination: reference,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    imageId,
    sameManifest: image.descriptor?.digest === descriptor.digest,
    layers: layers.map(({ descriptor: { digest, mediaType, size }, diffId, transfer }, index) => ({
      index,
      digest,
      diffId,
      mediaType,
      compressedBytes: size,
      transfer,
    })),
  })
}
