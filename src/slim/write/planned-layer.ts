import type { ContentPlace } from '../../extract/plan.ts'
import type { EntryHeader } from '../../layer/entry.ts'

/** What a layer of a slimmed image is for. */
export type LayerRole = 'base' | 'dependencies' | 'app' | 'metadata'

/** A layer of a slimmed image, before it is written. */
export type PlannedLayer = ReusedLayer | NewLayer

/** Where a layer of a slimmed image comes from. */
export interface LayerOrigin {
  readonly role: LayerRole
  /** The index of the source's layer that it is, as it was; null for one that is made. */
  readonly reuses: number | null
  /** The layers of the source that it is made of, base first; a layer of a base is made of one. */
  readonly sources: readonly number[]
}

/** A layer of the source that stays as it is. */
interface ReusedLayer extends LayerOrigin {
  readonly reuses: number
}

/** A layer of what is kept. */
export interface NewLayer extends LayerOrigin {
  readonly reuses: null
  /** In the order of their paths, directories before what is in them. */
  readonly entries: readonly PlannedEntry[]
}

/** An entry of a new layer. */
export interface PlannedEntry {
  readonly header: EntryHeader
  /** Where the content of a regular file comes from; null for what has none. */
  readonly content: ContentPlace | Uint8Array | null
  /** Whether the content is to lose its debug sections, which changes its size. */
  readonly isStripped?: boolean
}

/** A layer without its entries. */
export function originOf({ role, reuses, sources }: PlannedLayer): LayerOrigin {
  return { role, reuses, sources }
}
