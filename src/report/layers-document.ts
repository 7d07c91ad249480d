import type { Aspect } from '../layers/aspects.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { LayerSection } from './inspect-document.ts'

/** What `imgpeek layers --json` prints; docs/schema/layers.schema.json describes it. Sizes are in bytes. */
export interface LayersDocument {
  readonly schemaVersion: 1
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  /** In the order that was asked for; base first unless it was another. */
  readonly layers: readonly LayerSummary[]
  /** Layers beyond the limit. */
  readonly more: number
}

/** What `imgpeek layers --layer N --json` prints; docs/schema/layer.schema.json describes it. Sizes are in bytes. */
export interface LayerDocument {
  readonly schemaVersion: 1
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  readonly layer: LayerSummary
  /** In the order of their paths. */
  readonly markers: readonly LayerMarker[]
  readonly entries: readonly LayerEntry[]
  /** Entries beyond the limit. */
  readonly more: number
}

/** What layers can be sorted by; the first is the default. */
export const LAYERS_SORT_KEYS = ['layer', 'size', 'compressed', 'added', 'modified', 'deleted', 'wasted'] as const

/** See `LAYERS_SORT_KEYS`. */
export type LayersSortKey = (typeof LAYERS_SORT_KEYS)[number]

/** What the entries of a layer can be sorted by; the first is the default. */
export const LAYER_ENTRY_SORT_KEYS = ['path', 'size'] as const

/** See `LAYER_ENTRY_SORT_KEYS`. */
export type LayerEntrySortKey = (typeof LAYER_ENTRY_SORT_KEYS)[number]

/** What a layer weighs, what it did, and which instruction made it. With globs, what it did is of the paths that match. */
export interface LayerSummary
  extends Pick<
    LayerSection,
    'index' | 'compressedBytes' | 'tarBytes' | 'fileBytes' | 'files' | 'reclaimableBytes' | 'instruction'
  > {
  readonly digest: string
  readonly diffId: string
  /** Paths that the layer adds. */
  readonly added: number
  /** Paths that it writes again; directories only if owner, mode or xattrs change. */
  readonly modified: number
  /** Paths that are gone, those below a deleted directory included. */
  readonly deleted: number
  /** Content that the layer brings at added paths, hard links once. */
  readonly addedBytes: number
  /** Content that the layer brings at modified paths alone, hard links once. */
  readonly modifiedBytes: number
  /** Content that lower layers have at the deleted paths, hard links once. The image does not shrink by it. */
  readonly deletedBytes: number
  /** The largest files that the layer brings, hard links once. */
  readonly largest: readonly LargestFile[]
}

/** A file that a layer brings. */
export interface LargestFile {
  readonly path: string
  readonly change: 'A' | 'M'
  readonly size: number
}

/** A whiteout or an opaque marker of a layer, and what it hides. */
export interface LayerMarker {
  readonly kind: 'whiteout' | 'opaque'
  /** The path that is deleted, or the directory whose lower content is hidden. */
  readonly path: string
  /** Paths of the layers below that no longer show through; 0 for a marker without effect. */
  readonly hides: number
  /** Content of the regular files among them, hard links once. */
  readonly hiddenBytes: number
}

/** What a path is. */
export interface PathState {
  readonly type: TreeNode['type']
  /** Four octal digits, as chmod(1) takes them. */
  readonly mode: string
  readonly uid: number
  readonly gid: number
  /** Content of a regular file; 0 for everything else. */
  readonly size: number
  /** Seconds since the epoch. */
  readonly mtime: number
  /** A symlink's target as written; null for everything else. */
  readonly linkTarget: string | null
}

/** What a layer did to a path: what it leaves there or, where it deletes, what was there. */
export interface LayerEntry extends PathState {
  readonly path: string
  /** Added, modified, deleted; null for a directory that the layer lists as it was but for its time. */
  readonly change: 'A' | 'M' | 'D' | null
  /** What the layers below have there, and which of them wrote it last; null for nothing. */
  readonly before: (PathState & { readonly layer: number }) | null
  /** In what a modified path differs; empty where it was written again as it was. */
  readonly changed: readonly Aspect[]
  /** What took away what was there: a whiteout, an opaque marker, or something else in its place; null for nothing. */
  readonly removedBy: 'whiteout' | 'opaque' | 'replaced' | null
}
