import type { LossKind } from '../rootfs/loss.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/** What `imgpeek waste --json` prints; docs/schema/waste.schema.json describes it. Sizes are in bytes. */
export interface WasteDocument {
  readonly schemaVersion: 1
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  /** Of the whole image, whatever was asked for. */
  readonly size: WasteSize
  /** Base first. */
  readonly layers: readonly WasteLayer[]
  /** What makes waste, where most bytes are first. */
  readonly causes: readonly WasteCause[]
  /** The same layer by layer, and what to do about it. */
  readonly findings: readonly WasteFinding[]
  /** Findings beyond the limit. */
  readonly moreFindings: number
  /** What later layers overwrote, deleted or hid. The bytes of all add up to `reclaimableBytes`. */
  readonly shadowed: readonly ShadowedRow[]
  /** Shadowed paths beyond the limit. */
  readonly moreShadowed: number
  /** What the final filesystem shows and can most likely do without. */
  readonly removable: readonly RemovableRow[]
  /** Removable files beyond the limit. */
  readonly moreRemovable: number
  /** What has the same content as another file. Not a cause: which of them to keep is not ours to say. */
  readonly duplicates: WasteDuplicates
  /** The paths that dive lists; they add up to its `wastedBytes`. */
  readonly diveInefficient: readonly { readonly path: string; readonly count: number; readonly bytes: number }[]
  /** Paths of dive's beyond the limit. */
  readonly moreDiveInefficient: number
}

/** See docs/json.md; `removableBytes` is what causes claim of files that the final filesystem shows. */
export interface WasteSize {
  readonly layerBytes: number
  readonly contentBytes: number
  readonly reclaimableBytes: number
  readonly removableBytes: number
  readonly efficiency: number
  readonly dive: { readonly efficiency: number; readonly wastedBytes: number; readonly wastedUserPercent: number }
}

/** A layer and what it wastes. */
export interface WasteLayer {
  readonly index: number
  readonly instruction: string | null
  readonly fileBytes: number
  readonly reclaimableBytes: number
}

/** What one rule claims. No byte is claimed twice. */
export interface WasteCause {
  /** The rule's name. */
  readonly name: string
  readonly title: string
  /** Bytes that no one sees any more. */
  readonly reclaimableBytes: number
  /** Bytes that the final filesystem still shows. */
  readonly removableBytes: number
  readonly files: number
}

/** What one rule claims of one layer, with one fate. */
export interface WasteFinding {
  /** The rule's name. */
  readonly cause: string
  /** Index of the layer that stores it. */
  readonly layer: number
  /** Index of the layer that hid it; null where the final filesystem shows it. */
  readonly shadowedBy: number | null
  readonly bytes: number
  readonly files: number
  /** The largest few. */
  readonly paths: readonly string[]
  /** What to change in the Dockerfile. */
  readonly advice: string
}

/** A path that a later layer overwrote, deleted or hid. */
export interface ShadowedRow {
  readonly path: string
  /** Never a directory: those hold no bytes. */
  readonly type: TreeNode['type']
  /** Content that is stored for nothing; 0 for what has none, and for a name of a file that has another one left. */
  readonly bytes: number
  /** Index of the layer that wrote it. */
  readonly layer: number
  /** Index of the layer that shadowed it. */
  readonly shadowedBy: number
  readonly kind: LossKind
  /** The name of the cause; null where there are no bytes. */
  readonly cause: string | null
}

/** A file that is seen and that a cause claims. */
export interface RemovableRow {
  readonly path: string
  /** What of it can go: all, or its debug sections. */
  readonly bytes: number
  /** Index of the layer that stores it. */
  readonly layer: number
  readonly cause: string
}

/** Files with the same content that are not hard links to each other. */
export interface WasteDuplicates {
  /** Bytes beyond the first of each. */
  readonly bytes: number
  readonly files: number
}

/** What the lists can be sorted by; the first is the default. */
export const WASTE_SORT_KEYS = ['size', 'path', 'layer'] as const

/** See `WASTE_SORT_KEYS`. */
export type WasteSortKey = (typeof WASTE_SORT_KEYS)[number]
