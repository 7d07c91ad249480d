import type { Aspect } from '../layers/aspects.ts'
import type { Platform } from '../oci/platform.ts'
import type { PathState } from './layers-document.ts'

/** What `imgpeek diff --json` prints; docs/schema/diff.schema.json describes it. Sizes are in bytes. */
export interface DiffDocument extends DiffSections {
  readonly schemaVersion: 1
  readonly before: DiffedSide
  readonly after: DiffedSide
  /** Whether both are one image, by the digest of their manifests or configs: then no layer was read. */
  readonly sameImage: boolean
  /** Whether any section differs. With aspects ignored, layers do not count: their digests are of these as well. */
  readonly different: boolean
}

/** The parts of a diff; null for one that was not asked for. */
export interface DiffSections {
  readonly size: SizeSection | null
  readonly packages: PackagesSection | null
  readonly system: FieldsSection | null
  readonly posture: FieldsSection | null
  readonly config: FieldsSection | null
  readonly layers: LayersSection | null
  readonly files: FilesSection | null
}

/** The names of the sections, the most important first. */
export const DIFF_SECTIONS = ['size', 'packages', 'system', 'posture', 'config', 'layers', 'files'] as const

/** See `DIFF_SECTIONS`. */
export type DiffSectionName = (typeof DIFF_SECTIONS)[number]

/** What `--ignore` takes. */
export const IGNORABLE_ASPECTS = [
  'mtime',
  'mode',
  'owner',
  'xattrs',
  'content',
  'target',
  'type',
] as const satisfies readonly Aspect[]

/** One of the two images. */
export interface DiffedSide {
  readonly reference: string
  readonly source: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  readonly imageId: string | null
  readonly platform: Platform
  readonly created: string | null
  /** The index of the layer after which the filesystem is compared; null for the last. */
  readonly lastLayer: number | null
  /** What could not be read of it. */
  readonly warnings: readonly string[]
}

/** What both images say of one thing; null for nothing. */
export interface Change<Value> {
  readonly before: Value | null
  readonly after: Value | null
}

/** Where bytes come from and go to. Each list adds up to the change of `contentBytes`. */
export interface SizeSection {
  readonly different: boolean
  /** Compressed layers, as a registry sends them; null where that is not known before they are read. */
  readonly compressedBytes: Change<number>
  /** Content of the final filesystem, or of the paths that match, hard links once; null for one image with itself. */
  readonly contentBytes: Change<number>
  /** By package, and by directory for what no package lists; the largest change first. */
  readonly contributions: readonly Contribution[]
  /** Contributions beyond the limit. */
  readonly moreContributions: number
  /** By directory and file, packages or not; the largest change first. */
  readonly places: readonly PlaceChange[]
  /** Places beyond the limit. */
  readonly morePlaces: number
}

/** What one package, or a place that no package lists, adds or takes. */
export interface Contribution extends Change<number> {
  /** Null for what no package lists. */
  readonly package: { readonly type: string; readonly name: string } | null
  /** Null for a package. */
  readonly path: string | null
  /** Whether parts of the directory stand in rows of their own and are not counted in this one. */
  readonly rest: boolean
}

/** What a directory or file adds or takes. */
export interface PlaceChange extends Change<number> {
  readonly path: string
  /** Whether parts of the directory stand in rows of their own and are not counted in this one. */
  readonly rest: boolean
}

/** Packages of one name and type, matched by architecture, then by place, then by what is left. */
export interface PackagesSection {
  readonly different: boolean
  /** How many changes there are of each kind, those beyond the limit included. */
  readonly counts: Readonly<Record<PackageChange['change'], number>>
  readonly changes: readonly PackageChange[]
}

/** The kinds of changes to packages, in their order on the page. */
export const PACKAGE_CHANGES = ['added', 'removed', 'downgraded', 'upgraded', 'changed'] as const

/** A package that differs. */
export interface PackageChange extends Change<PackageVersion> {
  /** `changed` where the ecosystem has no order between the versions, or only the architecture differs. */
  readonly change: (typeof PACKAGE_CHANGES)[number]
  readonly type: string
  readonly name: string
  /** The package that brought it, in whose files its files are; null for what stands for itself. */
  readonly ownedBy: { readonly type: string; readonly name: string } | null
}

/** A package as an image has it. */
export interface PackageVersion {
  readonly version: string
  readonly architecture: string | null
  /** Content of its files, hard links once. */
  readonly installedBytes: number
  readonly layer: number
}

/** Facts that differ. */
export interface FieldsSection {
  readonly different: boolean
  readonly changes: readonly FieldChange[]
  /** How many changes of a field the limit has left out, by its name; fields of which all are there are not named. */
  readonly more: Readonly<Record<string, number>>
}

/** One fact that differs. Of what has several values, such as the environment, each is a change of its own. */
export interface FieldChange extends Change<FieldValue> {
  readonly field: string
  /** Which of several: the name of a variable or label, a port, a path. Null for what has one value. */
  readonly key: string | null
}

/** True for what is only there or not, such as a port. */
export type FieldValue = string | number | boolean | readonly string[] | { readonly [name: string]: unknown }

/** The layers of both images, in an order that follows both. */
export interface LayersSection {
  readonly different: boolean
  readonly counts: Readonly<Record<LayerChange['change'], number>>
  readonly changes: readonly LayerChange[]
}

/** The kinds of rows that the layers section has. */
export const LAYER_CHANGES = ['shared', 'recompressed', 'removed', 'added'] as const

/** A layer of one image or both. */
export interface LayerChange extends Change<ComparedLayer> {
  /** `shared` where it is stored and sent once; `recompressed` where only the uncompressed content is the same. */
  readonly change: (typeof LAYER_CHANGES)[number]
  /** The digest of the uncompressed tar; null where the source does not say. */
  readonly diffId: string | null
}

/** A layer in its image. */
export interface ComparedLayer {
  readonly index: number
  /** Of the compressed bytes; null where the source has none. */
  readonly digest: string | null
  readonly compressedBytes: number | null
  /** The Dockerfile instruction that made the layer; null where the history does not say. */
  readonly instruction: string | null
}

/** Paths of the final filesystems. */
export interface FilesSection {
  readonly different: boolean
  /** How many paths changed in each way, those beyond the limit and inside of listed directories included. */
  readonly counts: Readonly<Record<FileChange['change'] | 'touched', number>>
  /** Of each kind the largest first. */
  readonly changes: readonly FileChange[]
  /** What differs inside of files; null where that was not asked for, or both are one image. */
  readonly contents: ContentsSection | null
}

/**
 * The kinds of changes to paths, in their order on the page. `changed` is in type, content or link target, perhaps in more;
 * `metadata` in mode, owner or extended attributes alone.
 */
export const FILE_CHANGES = ['changed', 'metadata', 'added', 'removed', 'moved'] as const

/** A path that differs. */
export interface FileChange extends Change<FileState> {
  readonly change: (typeof FILE_CHANGES)[number]
  /** Where it is; of what was removed, where it was. */
  readonly path: string
  /** Where the same content was; only of `moved`. */
  readonly from: string | null
  /** In what the path differs; empty where it is in one image alone. */
  readonly aspects: readonly Aspect[]
  /** The package that it belongs to, in the image that has it, the later one where both do; null for a directory of several. */
  readonly package: string | null
  /** What is in a directory that stands here for all that was added or removed with it; null for everything else. */
  readonly inside: { readonly paths: number; readonly bytes: number } | null
}

/** What a path is in one of the images. */
export interface FileState extends PathState {
  /** What the path takes: `size`, or 0 where another name of the same file (hard link) is counted. */
  readonly countedBytes: number
  /** A regular file's; null for everything else. */
  readonly sha256: string | null
  /** Extended attributes, sorted by name, values in hexadecimal. */
  readonly xattrs: Readonly<Record<string, string>>
}

/** What differs inside of regular files. */
export interface ContentsSection {
  readonly files: readonly ContentChange[]
  /** Files that were left out, because all of them together are too much. */
  readonly more: number
}

/** What differs inside of one file: a patch of text, or facts about anything else. */
export interface ContentChange extends Change<ContentFacts> {
  readonly path: string
  /** A unified diff; null for what is no text, or too large or too different for one. */
  readonly patch: string | null
  /** What else can be said of it. */
  readonly changes: readonly FieldChange[]
}

/** What is known of a file's content. */
export interface ContentFacts {
  /** `text`, `ELF`, `zip archive`, `SQLite database`, …; `data` for what is not known. */
  readonly format: string
  readonly size: number
  readonly sha256: string | null
}
