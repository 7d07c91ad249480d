import { UnavailableError } from '../errors.ts'
import type { Image } from '../sources/image.ts'

/** What is kept beside an image and says that it is about it; null where that is not known. */
export interface Attachments {
  readonly signatures: number | null
  readonly sboms: number | null
  /** Attestations of how it was built (SLSA). */
  readonly provenance: number | null
}

const UNKNOWN: Attachments = { signatures: null, sboms: null, provenance: null }

/**
 * Counts what is attached to an image. Where its registry does not say, the comparison goes on without it.
 * @throws what `Image.referrers` throws of documents that are broken
 */
export async function attachmentsOf(image: Image): Promise<Attachments> {
  if (image.descriptor === null) return UNKNOWN
  try {
    const kinds = (await image.referrers()).map(({ kind }) => kind)
    const count = (kind: (typeof kinds)[number]): number => kinds.filter((found) => found === kind).length
    return { signatures: count('signature'), sboms: count('sbom'), provenance: count('provenance') }
  } catch (error) {
    if (error instanceof UnavailableError) return UNKNOWN
    throw error
  }
}
