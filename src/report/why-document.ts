import type { Package } from '../catalogers/packages/package.ts'
import type { LossKind } from '../rootfs/loss.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/** What `imgpeek why --json` prints; docs/schema/why.schema.json describes it. Sizes are in bytes. */
export interface WhyDocument {
  readonly schemaVersion: 1
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  /** What was asked for. */
  readonly query: string
  /** One for each thing of that name. */
  readonly answers: readonly (PathAnswer | PackageAnswer)[]
  /** Why the answer may be less than all of it. */
  readonly warnings: readonly string[]
}

/** A layer, and the Dockerfile instruction that made it; null where the history does not say. */
export interface LayerName {
  readonly layer: number
  readonly instruction: string | null
}

/** A package by its names. */
export type PackageName = Pick<Package, 'type' | 'name' | 'version' | 'purl'>

/** Why a path is in the image, or was in a lower layer. */
export interface PathAnswer {
  readonly kind: 'path'
  readonly path: string
  /** How the question names it: by its path, as a library, or as a program that is found in PATH. */
  readonly askedAs: 'path' | 'library' | 'program'
  readonly type: TreeNode['type']
  /** False where a later layer hides it. */
  readonly visible: boolean
  /** Content; of a directory, that of all files in it, hard links once. Of what is hidden, that of its last version. */
  readonly bytes: number
  /** Regular files in a directory; 1 for a file, 0 for everything else. */
  readonly files: number
  /** A symlink's target as written, and the path that it leads to; null for other types, and `leadsTo` also for a dead end. */
  readonly linkTarget: string | null
  readonly leadsTo: string | null
  /** Other paths of the same file: hard links. */
  readonly otherNames: readonly string[]
  /** Every version of it, base first; where it is visible, the last one is what containers see. */
  readonly versions: readonly PathVersion[]
  /** The packages that own it. */
  readonly owners: readonly Owner[]
  readonly neededBy: Needs
  readonly chain: readonly ChainStep[] | null
  readonly removal: Removal
}

/** A package that owns a path, and what goes if it goes as a whole. */
export interface Owner extends PackageName {
  readonly files: number
  readonly installedBytes: number
  /** Of a chisel package, the slices that put the path there. */
  readonly slices: readonly string[]
}

/** What a layer made of a path. */
export interface PathVersion extends LayerName {
  readonly type: TreeNode['type']
  readonly bytes: number
  readonly sha256: string | null
  /** How a later layer took it away; null for what is visible. */
  readonly gone: (LayerName & { readonly kind: LossKind }) | null
}

/** Why a package is in the image. */
export interface PackageAnswer extends PackageName, LayerName {
  readonly kind: 'package'
  readonly architecture: string | null
  readonly licenses: readonly string[]
  readonly installedBytes: number
  readonly files: number
  /** The file that states it. */
  readonly database: string
  /** The package that brought it, if one did. */
  readonly ownedBy: Pick<Package, 'type' | 'name'> | null
  /** Of a chisel package, the slices that are installed. */
  readonly slices: readonly string[]
  /** The layers that wrote files of it, base first, hidden versions included. */
  readonly writtenBy: readonly (LayerName & { readonly files: number; readonly bytes: number })[]
  readonly neededBy: Needs
  readonly chain: readonly ChainStep[] | null
  readonly removal: Removal
}

/** What needs something. */
export interface Needs {
  /** Packages that depend on the package, or on the one that owns the path; with the dependencies as they state them. */
  readonly packages: readonly (PackageName & { readonly requires: readonly string[] })[]
  /** Files that name the path, or a file of the package from outside of it. */
  readonly files: readonly FileNeed[]
}

/** How one file needs another: DT_NEEDED, a program's loader (PT_INTERP), a script's first line, or a symlink's target. */
export type ReferenceKind = 'library' | 'interpreter' | 'shebang' | 'symlink'

/** A file that needs another. */
export interface FileNeed {
  readonly path: string
  readonly kind: ReferenceKind
  /** What it says: the library's name, the loader's or interpreter's path or name, the symlink's target. */
  readonly says: string
  /** What it leads to. */
  readonly target: string
  /** Package URL of the package that owns it; null for none. */
  readonly package: string | null
}

/**
 * A step from what a container starts. The first is the command's program (`entrypoint`), a file that it is given (`argument`), or
 * the program of the health check.
 * `library`, `interpreter`, `shebang` and `symlink` lead from file to file, `owner` from a file to its package, `dependency` from
 * package to package, `content` from a package to its file.
 */
export interface ChainStep {
  readonly kind: ReferenceKind | 'entrypoint' | 'argument' | 'healthcheck' | 'owner' | 'dependency' | 'content'
  /** What names it there: a word of the command, a library's name, a dependency as stated; null for owners and contents. */
  readonly says: string | null
  /** The file that it leads to; null for a package. */
  readonly path: string | null
  /** The package that it leads to; null for a file. */
  readonly package: PackageName | null
}

/** What would come of taking something out of the image. */
export interface Removal {
  /** What needs it, and all that needs that: dependencies that nothing else satisfies; programs, libraries and scripts. */
  readonly breaks: { readonly packages: readonly PackageName[]; readonly files: readonly string[] }
  /** What nothing but it needs, and so could go with it. */
  readonly orphans: {
    readonly packages: readonly (PackageName & { readonly installedBytes: number })[]
    readonly files: readonly { readonly path: string; readonly bytes: number }[]
  }
}
