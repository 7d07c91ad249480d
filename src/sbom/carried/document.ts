import { displayable } from '../../inspect/displayable.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { CarriedSbomsDocument } from '../../report/carried-sboms-document.ts'
import type { Referrer } from '../../sources/referrer.ts'
import { findCarriedSboms } from './find.ts'

/**
 * The SBOMs that an image carries, and what else is kept beside it.
 * @param referrers what is kept beside it, as `Image.referrers` gives it
 */
export function carriedSbomsDocument(
  image: Pick<ImageInventory, 'reference' | 'descriptor' | 'tree'>,
  referrers: readonly Referrer[],
): CarriedSbomsDocument {
  const others = { provenance: 0, signature: 0, other: 0 }
  for (const { kind } of referrers) if (kind !== 'sbom') others[kind]++
  return displayable({
    schemaVersion: 1,
    reference: image.reference,
    digest: image.descriptor?.digest ?? null,
    sboms: findCarriedSboms(image, referrers).map(({ sbom }) => sbom),
    others,
  })
}
