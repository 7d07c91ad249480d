import type { Libc } from '../catalogers/libc.ts'
import type { OsRelease } from '../catalogers/os-release.ts'
import type { Package } from '../catalogers/packages/package.ts'
import type { ExecutionConfig } from '../oci/config.ts'
import type { Digest } from '../oci/digest.ts'
import type { Platform } from '../oci/platform.ts'
import type { SquashedTree } from '../rootfs/tree.ts'
import type { SourceName } from '../sources/image.ts'
import type { ChiselRelease } from './chisel/release.ts'
import type { NotCovered } from './plan.ts'

/**
 * What a plan is made for: an app, a base that it fits, and what has to come from the app's image for that. Planners are pure
 * functions of it. Paths are absolute; planners follow symlinks themselves, in the trees given here.
 */
export interface PlanRequest {
  readonly app: PlanApp
  /** Null for `scratch`. */
  readonly base: PlanBase | null
  /** What the result runs on: the app's. */
  readonly platform: Platform
  /** The app's own: a directory here comes whole, with everything below it; a symlink as what it is. */
  readonly roots: readonly string[]
  /**
   * What the base lacks and the app's image has. A directory here stands for itself, without what is in it (`/tmp`); of
   * symlinks on the way and of what they lead to none needs to be here: the path that is looked up
   * (`/lib64/ld-linux-x86-64.so.2`) is enough.
   */
  readonly additions: readonly PlanFile[]
  /** All that the app needs of its operating system, whatever the base has: for plans that start from nothing. */
  readonly closure: readonly PlanFile[]
  /**
   * What the config's user means by the app's own passwd and group; null where it is empty or they do not say. Plans name it by
   * number where the result has no such name, so that no line has to be added to a file of the base.
   */
  readonly user: PlanUser | null
  /** What is needed, but nowhere to be copied from, and what cannot be known (dlopen, plugins). */
  readonly unknown: readonly NotCovered[]
  /** A checkout of chisel-releases, as `readChiselRelease` gives it; null where none was named. */
  readonly chiselRelease: ChiselRelease | null
}

/** The app: what its image says and holds. */
export interface PlanApp {
  /** As `ImageInventory` has it; for a `context` its directory. */
  readonly reference: string
  /** As `ImageInventory` has it; `context`: a directory on disk, in which the build finds the tree's paths. */
  readonly source: SourceName | 'context'
  /** Of its manifest; null where it has none. */
  readonly digest: Digest | null
  readonly tree: SquashedTree<unknown>
  readonly config: ExecutionConfig
  readonly os: OsRelease | null
  readonly libc: Libc
}

/** The base: whatever of it the result inherits. */
export interface PlanBase {
  /** As `ImageInventory` has it. */
  readonly reference: string
  readonly source: SourceName
  /** Of its manifest; null where it has none. */
  readonly digest: Digest | null
  readonly tree: SquashedTree<unknown>
  readonly config: ExecutionConfig
  readonly os: OsRelease | null
}

/** Something that the app looks up in the filesystem. */
export interface PlanFile {
  /** Where it is to be found in the result. */
  readonly path: string
  /** Where the app's image has it: mostly the same. */
  readonly from: string
  /** The operating system's package that has it; null for what no package lists. */
  readonly package: Pick<Package, 'type' | 'name' | 'version'> | null
  /** Content of the file that the path leads to; 0 for directories. */
  readonly bytes: number
}

/** Somebody by number, and by name where the passwd has one. */
export interface PlanUser {
  readonly uid: number
  readonly gid: number
  readonly name: string | null
  /** The home directory by the passwd. */
  readonly home: string | null
}
