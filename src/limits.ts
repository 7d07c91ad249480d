/** A bound on what an image may make this program take; each has a flag that raises it. */
interface Limit {
  readonly default: number
  /** The option that sets it, without its dashes. */
  readonly flag: string
  /** What it bounds and in which unit, for help texts. */
  readonly summary: string
}

/** Every limit there is. */
export const LIMITS = {
  maxManifestBytes: {
    default: 4 * 1024 * 1024,
    flag: 'max-manifest-size',
    summary: 'bytes of a manifest, index or image config',
  },
  maxReferrers: {
    default: 10_000,
    flag: 'max-referrers',
    summary: 'documents beside an image (signatures, SBOMs, provenance), and manifests that are searched for them',
  },
  maxReferrerBytes: {
    default: 64 * 1024 * 1024,
    flag: 'max-referrer-size',
    summary: 'bytes of a document beside an image (signature, SBOM, provenance)',
  },
  maxLayers: { default: 1024, flag: 'max-layers', summary: 'layers of an image' },
  maxArchiveMembers: {
    default: 100_000,
    flag: 'max-archive-members',
    summary: 'files in an archive that holds images (not in its layers)',
  },
  maxEntries: { default: 5_000_000, flag: 'max-entries', summary: 'entries of a layer' },
  // Linux's PATH_MAX: no engine could unpack a longer one
  maxPathBytes: { default: 4096, flag: 'max-path-length', summary: 'bytes of a path or link target in a layer' },
  maxHeaderBytes: {
    default: 1024 * 1024,
    flag: 'max-header-size',
    summary: 'bytes of an extended tar header (PAX, GNU long name, sparse map)',
  },
  maxHoleBytes: {
    default: 16 * 1024 ** 3,
    flag: 'max-hole-size',
    summary: 'bytes of holes in the sparse files of a layer',
  },
  maxExpansionRatio: {
    default: 200,
    flag: 'max-expansion-ratio',
    summary: 'times that a layer may be larger than its compressed form, once it is larger than 1 GiB',
  },
} as const satisfies Record<string, Limit>

/** A value for each limit. */
export type Limits = { readonly [Name in keyof typeof LIMITS]: number }

/** The limits that hold when no flag says otherwise. */
export const DEFAULT_LIMITS = Object.fromEntries(
  Object.entries(LIMITS).map(([name, limit]) => [name, limit.default]),
) as Limits
