import type { SlimMode } from '../slim/slim-plan.ts'
import type { BaseFit } from './fit-document.ts'
import type { SlimVerification } from './slim-verification.ts'

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
  /** The image that was written; null where none was: in a dry run, and where the proof or the verification failed. */
  readonly written: WrittenSlim | null
  /** What was found wrong with the image before it could appear; null where none was made. */
  readonly proof: { readonly failures: readonly string[] } | null
  /** What came of running it beside its source, before it could appear; null where that was not asked for, or not come to. */
  readonly verification: SlimVerification | null
  /** Why paths stay, the most bytes first. */
  readonly kept: readonly ReasonTotal[]
  /** Why paths go, the most bytes first. */
  readonly dropped: readonly ReasonTotal[]
  /** The largest directories of which nothing is left, and files, the largest first; at most ten. */
  readonly largestDrops: readonly SlimDrop[]
  /** Packages that the result no longer states, by type and name. */
  readonly droppedPackages: readonly { readonly type: string; readonly name: string; readonly version: string }[]
  /** What stripping takes out, where that was asked for. */
  readonly strip: SlimStrip
  /** What runs taught (`--trace`, `--trace-file`); null where there were none. */
  readonly learned: SlimLearned | null
  /** The base that the app was put onto (`--onto`); null where it stays on its own. */
  readonly onto: SlimOnto | null
  /** What nobody can know without running it: a sentence each. */
  readonly doubts: readonly string[]
  /** What could not be read of the source, or is not in it. */
  readonly warnings: readonly string[]
}

/** Another base, and what comes to stand on it. */
export interface SlimOnto extends Pick<BaseFit, 'reference' | 'digest' | 'platform' | 'base' | 'libc' | 'verdict'> {
  /** Why the app does not fit; nothing is written then. */
  readonly reasons: readonly string[]
  /** The base's. */
  readonly size: SlimSize
  /** What comes along of the app itself. */
  readonly app: SlimShare
  /** What comes along of what it depends on. */
  readonly dependencies: SlimShare
  /** The packages that are stated beside those of the base, the most bytes first. */
  readonly packages: readonly SlimOntoPackage[]
  readonly given: GivenByBase
  /** Paths of the base that files of the app, or newer libraries, take the place of; a hundred at most. */
  readonly replaced: readonly string[]
  /** Lines that were added to `/etc/passwd` and `/etc/group` of the base. */
  readonly accounts: readonly string[]
}

/** A part of what comes along. */
export interface SlimShare {
  /** Regular files; hard links are files. */
  readonly files: number
  /** Of their contents, hard links once. */
  readonly bytes: number
}

/** A package of which something comes along. */
export interface SlimOntoPackage extends SlimShare {
  readonly type: string
  readonly name: string
  readonly version: string
}

/** What the app's image has for the app and does not come along, because the base gives it. */
export interface GivenByBase extends SlimShare {
  /** Files of which the base has others at the same path, which stay. */
  readonly other: number
  /** A hundred of them at most. */
  readonly otherPaths: readonly string[]
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

/** Programs and libraries without what only debuggers read. */
export interface SlimStrip {
  /** How many lose something; hard links once. */
  readonly files: number
  /** Of their contents. */
  readonly savedBytes: number
  /** Whether that is what is known before the files are read: in a dry run, and where the proof failed. */
  readonly isEstimate: boolean
  /** What could not be stripped and stays as it is, with the reason as the end of a sentence. */
  readonly left: readonly { readonly path: string; readonly because: string }[]
}

/** What runs of an image taught. */
export interface SlimLearned {
  readonly runs: readonly {
    /** The command that was run, or the file with the log. */
    readonly name: string
    readonly kind: 'run' | 'strace' | 'creport'
    /** That it used, of those that the image has: under each of their names, where symlinks were followed. */
    readonly paths: number
    /** Of a command that ended by itself, else null. */
    readonly exitCode: number | null
    /** Whether it was told to end when its time was over. */
    readonly stopped: boolean
  }[]
  /** Regular files that stay for what these used, and would not for all else that is known. */
  readonly files: number
  /** Of their contents, hard links once, and only where no other path that stays shows them. */
  readonly bytes: number
  /** Every path that stays so, directories before what is in them: what was used, and what that needs. */
  readonly added: readonly Pick<AuditedPath, 'path' | 'bytes' | 'reason' | 'says' | 'because'>[]
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
  /** Of these, what stripping is expected to take out; absent from what is not stripped. */
  readonly stripBytes?: number
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
