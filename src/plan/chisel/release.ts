/** A checkout of chisel-releases: how Ubuntu's packages of one release are cut into slices. */
export interface ChiselRelease {
  /** The directory that was read, as it was named. */
  readonly directory: string
  /** `v1`, `v2` or `v3`. */
  readonly format: string
  /** The version of Ubuntu whose archive it cuts: `24.04`. */
  readonly ubuntuVersion: string
  /** By their full names, `PACKAGE_SLICE`, in the order of these. */
  readonly slices: ReadonlyMap<string, Slice>
}

/** A part of a package, in terms of the paths that it puts into a root filesystem. */
export interface Slice {
  /** `PACKAGE_SLICE`. */
  readonly name: string
  readonly package: string
  /** The slices that come with it, those that the whole package asks for among them. */
  readonly essential: readonly Essential[]
  readonly contents: readonly SliceContent[]
  /** Whether a script changes files once they are there. */
  readonly mutates: boolean
}

/** A slice that another brings along. */
export interface Essential {
  readonly slice: string
  /** Debian's names of the architectures where that is so; empty for all. */
  readonly architectures: readonly string[]
}

/** A path that a slice puts into the root filesystem. */
export interface SliceContent {
  /** A path or glob; a directory has a slash at its end. */
  readonly path: string
  /** Where its content comes from: the package (`copy`, `glob`) or the definition itself. */
  readonly kind: 'copy' | 'glob' | 'directory' | 'text' | 'symlink' | 'generate'
  /** Debian's names of the architectures where it is there; empty for all. */
  readonly architectures: readonly string[]
  /** Whether it is there for the scripts only, and gone from the result. */
  readonly untilMutate: boolean
}
