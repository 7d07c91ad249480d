import type { Platform } from '../oci/platform.ts'

/**
 * What `imgpeek gate save` writes, and `--baseline` reads; docs/schema/baseline.schema.json describes it. Small enough to be committed:
 * not the files of the image are in it, only what budgets and explanations of growth need. The same images give the same bytes.
 * Sizes are in bytes.
 */
export interface BaselineFile {
  readonly schemaVersion: 1
  readonly kind: 'imgpeek-baseline'
  /** One for each platform that was saved, in the order of their names. */
  readonly images: readonly BaselineDocument[]
}

/**
 * One image of a baseline. A baseline that is an image becomes one of these too, so that there is one way to compare. Every byte of
 * content that the final filesystem shows (`contentBytes`) is in one of `packages` or one of `unowned`.
 */
export interface BaselineDocument {
  readonly reference: string
  readonly digest: string | null
  readonly platform: Platform
  /** RFC 3339, as the image states it. */
  readonly created: string | null
  /** By the keys of number budgets (`compressedSize`, `layerCount`, …), in their units. */
  readonly figures: Readonly<Record<string, number>>
  /** Bytes that rules for patterns (`pathSize`, `packageSize`) were about when it was saved, by budget and pattern. */
  readonly sizes: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Base first. */
  readonly layers: readonly BaselineLayer[]
  /** How many of the lowest layers are the base's; null where that cannot be told. */
  readonly baseLayers: number | null
  /** What that was told by, in a few words. */
  readonly baseEvidence: string
  /** Packages that have content, by type, name, version and architecture. */
  readonly packages: readonly BaselinePackage[]
  /** What no package has, by layer and path. */
  readonly unowned: readonly BaselinePath[]
  /** Files and directories that hold fewer bytes are not in `unowned`: the directory above says theirs. 0 where all are in it. */
  readonly unownedFrom: number
}

/** A layer of a baseline. */
export interface BaselineLayer {
  readonly digest: string | null
  readonly diffId: string | null
  readonly compressedBytes: number
  readonly fileBytes: number
  readonly instruction: string | null
}

/** A package of a baseline; what is installed several times in one version is one. */
export interface BaselinePackage {
  readonly type: string
  readonly name: string
  readonly version: string
  readonly architecture: string | null
  /** What it alone has: content of its files that counts for no package before it. */
  readonly bytes: number
  /** Index of the layer that holds most of these. */
  readonly layer: number
  /** The deepest directory (which ends in `/`), or the file, that holds more than half of them. */
  readonly path: string
}

/** A file, or all that is below a directory in one layer and no other entry of the list says. */
export interface BaselinePath {
  /** That of a directory ends in `/`. */
  readonly path: string
  readonly bytes: number
  /** Index of the layer that holds these bytes. */
  readonly layer: number
}
