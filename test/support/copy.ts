import { createHash } from 'node:crypto'
import { type CopyDocument, copy, type InspectDocument, inspectImage, withOpenImages } from '../../src/index.ts'

type CopyOptions = Parameters<typeof copy>[2]

const OPTIONS: CopyOptions = { platform: 'linux/amd64', env: { HOME: '/nonexistent' } }

/** Copies an image. Nothing of the machine that the test runs on is seen. */
export function copied(source: string, destination: string, options: Partial<CopyOptions> = {}): Promise<CopyDocument> {
  return copy(source, destination, { ...OPTIONS, ...options })
}

/** What a copy that must not succeed fails with. */
export async function copyFailure(
  source: string,
  destination: string,
  options: Partial<CopyOptions> = {},
): Promise<Error> {
  const result = await copied(source, destination, options).catch((error: unknown) => error)
  if (result instanceof Error) return result
  throw new Error(`${destination} was written, although it should not be possible`)
}

/** All that is known of an image but for where it comes from. */
export async function contentOf(
  reference: string,
  options: Partial<CopyOptions> = {},
): Promise<Omit<InspectDocument, 'reference' | 'source'>> {
  const {
    reference: _,
    source: __,
    ...content
  } = await inspectImage(reference, { ...OPTIONS, cache: false, ...options })
  return content
}

interface ImageDigests {
  readonly manifest: string | undefined
  readonly config: string | null
  readonly layers: readonly string[]
}

/** An image by its digests: the manifest's, the config's and, as their bytes have them, the layers'. */
export function digestsOf(reference: string, options: Partial<CopyOptions> = {}): Promise<ImageDigests> {
  return withOpenImages([{ reference }], { ...OPTIONS, ...options }, async ([image]) => {
    const layers: string[] = []
    for (const layer of await image!.layers()) {
      const hash = createHash('sha256')
      for await (const piece of layer.open()) hash.update(piece)
      layers.push(`sha256:${hash.digest('hex')}`)
    }
    return { manifest: image!.descriptor?.digest, config: image!.imageId, layers }
  })
}
