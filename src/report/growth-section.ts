/** What changed between a baseline and an image, and where it came from. Bytes are differences, after minus before. */
export interface GrowthSection {
  readonly compressedBytes: number
  readonly contentBytes: number
  readonly layerBytes: number
  readonly files: number
  /**
   * The same split by whose it is, which adds up to the whole; null where base and own cannot be told apart. What one's own layers
   * remove or replace of a base that is the same is their doing.
   */
  readonly split: { readonly base: GrowthShare; readonly own: GrowthShare } | null
  /** How base and own were told apart, or why they could not be: one sentence without a full stop. */
  readonly evidence: string
  /** What grew and what shrank: the largest change first, at most so many as the view shows. All of them add up to `contentBytes`. */
  readonly causes: readonly GrowthCause[]
  /** Causes beyond the limit. */
  readonly moreCauses: number
}

/** What came of the base's or of one's own layers. */
export interface GrowthShare {
  readonly compressedBytes: number
  /** The sum of the causes with this origin. */
  readonly contentBytes: number
}

/** One thing that grew, shrank, came or went. No byte is in two of them. */
export interface GrowthCause {
  readonly kind: 'package' | 'path'
  readonly change: 'added' | 'removed' | 'grown' | 'shrunk'
  /** `TYPE:NAME` of a package; null for what no package owns. */
  readonly package: string | null
  /**
   * Of a package that came, went, or has another version; several versions of it stand with commas between. Null where they are the
   * same, and for what no package owns.
   */
  readonly versions: { readonly before: string | null; readonly after: string | null } | null
  /** The file, or the directory (which ends in `/`) without what other causes say of it; of a package where most of it is. */
  readonly path: string
  readonly bytes: number
  /** Index of the layer of the new image (of the baseline for what went) that holds most of it. */
  readonly layer: number
  readonly instruction: string | null
  /** Whose doing it is; null where that cannot be told. */
  readonly origin: 'base' | 'own' | null
}
