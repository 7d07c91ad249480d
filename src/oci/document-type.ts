/** What a document about an image is. */
export type DocumentKind = 'sbom' | 'provenance' | 'signature' | 'other'

/** How an SBOM is written; without an encoding where its type states none. */
export type SbomFormat =
  | 'cyclonedx'
  | 'cyclonedx-json'
  | 'cyclonedx-xml'
  | 'spdx'
  | 'spdx-json'
  | 'spdx-tag'
  | 'syft-json'

/** What the type or name of a document says of it. */
export interface DocumentType {
  readonly kind: DocumentKind
  /** Null for what is no SBOM, and for an SBOM whose type does not say. */
  readonly format: SbomFormat | null
}

/** The first pattern that a type matches decides. Parameters (`; version=1.5`) are taken off before. */
const TYPES: readonly (readonly [RegExp, DocumentKind, SbomFormat | null])[] = [
  // predicate types of in-toto attestations: full ones, and cosign's short names for them
  [/^https:\/\/spdx\.dev\/Document\b|^spdxjson$/i, 'sbom', 'spdx-json'],
  [/^https:\/\/cyclonedx\.org\/(?:bom|schema|specification)\b|^cyclonedx$/i, 'sbom', 'cyclonedx-json'],
  [/^https:\/\/syft\.dev\/bom\b/i, 'sbom', 'syft-json'],
  [/^https:\/\/slsa\.dev\/provenance\b|^slsaprovenance/i, 'provenance', null],
  [/^https:\/\/sigstore\.dev\/cosign\/sign\b/i, 'signature', null],
  // media types registered with IANA, those of cosign (specs/SBOM_SPEC.md), and in-toto's of one predicate (spec/v1/bundle.md)
  [/^(?:application|text)\/(?:vnd\.)?spdx\+json$/i, 'sbom', 'spdx-json'],
  [/^text\/spdx$/i, 'sbom', 'spdx-tag'],
  [/^(?:application|text)\/(?:vnd\.)?spdx(?:\+\w+)?$/i, 'sbom', 'spdx'],
  [/^application\/vnd\.cyclonedx\+json$/i, 'sbom', 'cyclonedx-json'],
  [/^application\/vnd\.cyclonedx\+xml$/i, 'sbom', 'cyclonedx-xml'],
  [/^application\/vnd\.cyclonedx(?:\+\w+)?$/i, 'sbom', 'cyclonedx'],
  [/^application\/vnd\.syft\+json$/i, 'sbom', 'syft-json'],
  [/^application\/vnd\.in-toto\.spdx\+/i, 'sbom', 'spdx-json'],
  [/^application\/vnd\.in-toto\.cyclonedx\+/i, 'sbom', 'cyclonedx-json'],
  [/^application\/vnd\.in-toto\.provenance\+/i, 'provenance', null],
  // signatures of cosign, of notation (notaryproject/specifications, specs/signature-specification.md)
  [
    /^application\/vnd\.dev\.cosign\.simplesigning\.|^application\/vnd\.dev\.cosign\.artifact\.sig\./i,
    'signature',
    null,
  ],
  [/^application\/vnd\.cncf\.notary\.signature$/i, 'signature', null],
  // what people call it where no standard has a name: `oras attach --artifact-type sbom/example`
  [/\bsbom\b/i, 'sbom', null],
]

/** The first pattern that a file's name matches decides. */
const NAMES: readonly (readonly [RegExp, SbomFormat])[] = [
  [/(?:\.|^)(?:spdx\.json|spdx-[^/]*\.spdx)$/i, 'spdx-json'], // Bitnami's .spdx-NAME.spdx are JSON
  [/\.spdx$|\.spdx\.(?:tag|txt)$/i, 'spdx-tag'],
  [/(?:\.|^)(?:cdx|cyclonedx)\.json$|^bom\.json$/i, 'cyclonedx-json'],
  [/(?:\.|^)(?:cdx|cyclonedx)\.xml$|^bom\.xml$/i, 'cyclonedx-xml'],
  [/(?:\.|^)syft\.json$/i, 'syft-json'],
]

/** What a predicate, artifact or media type stands for; undefined where it says nothing. */
export function documentTypeOf(type: string): DocumentType | undefined {
  const bare = type.split(';', 1)[0]!.trim()
  const [, kind, format] = TYPES.find(([pattern]) => pattern.test(bare)) ?? []
  return kind === undefined ? undefined : { kind, format: format ?? null }
}

/** The format of an SBOM by its file's name, without directories; undefined where the name is not an SBOM's. */
export function sbomFormatOfName(name: string): SbomFormat | undefined {
  return NAMES.find(([pattern]) => pattern.test(name))?.[1]
}
