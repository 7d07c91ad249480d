import { algorithmOf, type Digest, hexOf } from './digest.ts'

/** As much of a digest as its tag holds: a tag has at most 128 characters. */
const MAX_TAG_HEX = 64

/**
 * The tag of the index that lists the manifests whose subject is `digest`, in registries without the referrers API
 * (OCI distribution specification 1.1, "Referrers Tag Schema").
 */
export function referrersTag(digest: Digest): string {
  return `${algorithmOf(digest)}-${hexOf(digest).slice(0, MAX_TAG_HEX)}`
}

/**
 * The tags under which cosign keeps what is about `digest`: signatures, attestations and SBOMs
 * (github.com/sigstore/cosign, specs/SIGNATURE_SPEC.md, "Tag-based Discovery").
 */
export function cosignTags(digest: Digest): readonly string[] {
  return ['sig', 'att', 'sbom'].map((suffix) => `${algorithmOf(digest)}-${hexOf(digest)}.${suffix}`)
}

/** Whether a tag is one of those two kinds, and so no name of an image. */
export function isReferrerTag(tag: string): boolean {
  return /^sha(?:256|512)-[0-9a-f]{64}(?:(?:[0-9a-f]{64})?\.(?:sig|att|sbom))?$/.test(tag)
}
