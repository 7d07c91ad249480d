import type { SlimMode } from '../slim/slim-plan.ts'

/** What `imgpeek slim --json` prints; docs/schema/slim.schema.json describes it. Sizes are in bytes. */
export interface SlimDocument {
  readonly schemaVersion: 1
  /** The source's name in its canonical spelling, with the scheme except for a registry's. */
  readonly reference: string
  /** The source's manifest; null where it has none. */
  readonly digest: string | null
  readonly mode: SlimMode
  readonly before: SlimSize
  readonly after: SlimSize
  /** The image that was written; null where none was: in a dry run, and where the proof failed. */
  readonly written: WrittenSlim | null
  /** What was found wrong with the image before it could appear; null where none was made. */
  readonly proof: { readonly failures: readonly string[] } | null
  /** Why paths stay, the most bytes first. */
  readonly kept: readonly ReasonTotal[]
  /** Why paths go, the most bytes first. */
  readonly dropped: readonly ReasonTotal[]
  /** The largest directories of which nothing is left, and files, the largest first; at most ten. */
  readonly largestDrops: readonly SlimDrop[]
  /** Packages that the result no longer states, by type and name. */
  readonly droppedPackages: readonly { readonly type: string; readonly name: string; readonly version: string }[]
  /** What nobody can know without running it: a sentence each. */
  readonly doubts: readonly string[]
  /** What could not be read of the source, or is not in it. */
  readonly warnings: readonly string[]
}

/** How large an image is. */
export interface SlimSize {
  /** What a client downloads for the layers; null before they are written. */
  readonly compressedBytes: number | null
  /** File contents that can be seen, hard links once. */
  readonly contentBytes: number
  /** Regular files; hard links are files. */
  readonly files: number
  readonly packages: number
}

/** An image as it was written. */
export interface WrittenSlim {
  readonly destination: string
  /** The manifest's. */
  readonly digest: string
  readonly imageId: string
  /** Base first. */
  readonly layers: readonly WrittenSlimLayer[]
}

/** A layer of the result. */
export interface WrittenSlimLayer {
  readonly index: number
  readonly role: 'base' | 'dependencies' | 'app' | 'metadata'
  readonly digest: string
  readonly diffId: string
  readonly mediaType: string
  readonly compressedBytes: number
  /** The index of the source's layer that it is, unchanged; null for one that was made. */
  readonly reuses: number | null
  /** As in `imgpeek copy`. */
  readonly transfer: 'written' | 'mounted' | 'present' | 'elsewhere'
}

/** What one kind of reason decided. */
export interface ReasonTotal {
  readonly reason: string
  readonly paths: number
  readonly files: number
  /** Of their contents, hard links once, and only where no other path shows them. */
  readonly bytes: number
}

/** A path of which nothing is left, with all that was below it. */
export interface SlimDrop {
  readonly path: string
  readonly reason: string
  readonly files: number
  readonly bytes: number
}

/** What `--audit` writes: every path of the source. */
export interface SlimAudit {
  readonly schemaVersion: 1
  readonly reference: string
  readonly digest: string | null
  readonly mode: SlimMode
  readonly kept: readonly ReasonTotal[]
  readonly dropped: readonly ReasonTotal[]
  /** Directories before what is in them. */
  readonly paths: Iterable<AuditedPath>
}

/** What becomes of a path, and why. */
export interface AuditedPath {
  readonly path: string
  readonly keep: boolean
  /** Of a regular file. */
  readonly bytes: number
  /** The kind of the reason. */
  readonly reason: string
  readonly says: string
  /** The path that led here, whose own reason leads on; null for what is kept or dropped by itself. */
  readonly because: string | null
}

/** What `--explain` prints as JSON. */
export interface SlimExplanation {
  readonly schemaVersion: 1
  readonly reference: string
  readonly mode: SlimMode
  /** The path itself, then the path that led to it, and so on, to what is kept by itself. */
  readonly chain: readonly AuditedPath[]
}
