/** One image of a list. */
export interface ListedImage {
  /** What stands over it in tables; unique in its list. */
  readonly label: string
  /** `[SCHEME:]NAME`. Paths that the file gives relative to itself are relative to the working directory here. */
  readonly reference: string
  /** `OS/ARCHITECTURE[/VARIANT]`; absent where the command line decides. */
  readonly platform?: string
}

/** One entry of a file with a list of images. */
export interface ImageListEntry extends ListedImage {
  /** The sets of bases that it belongs to, besides `ALL_BASES`. */
  readonly sets: readonly string[]
}

/** The set that every entry of a file belongs to. */
export const ALL_BASES = 'all'
