/** What a tar entry makes in the filesystem. */
export type EntryType = 'file' | 'hardlink' | 'directory' | 'symlink' | 'character-device' | 'block-device' | 'fifo'

/** One entry of a layer, before its content. */
export interface EntryHeader {
  /**
   * Absolute, normalised, `/`-separated. Bytes that are not UTF-8 stand as lone surrogates U+DC80 to U+DCFF (as Python's
   * `surrogateescape` does), so that every name survives; `displayPath` turns them into `\xNN` for people.
   */
  readonly path: string
  readonly type: EntryType
  /** Permission bits with setuid, setgid and sticky: `mode & 0o7777`. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Logical bytes of a regular file's content, holes included; 0 for everything else. */
  readonly size: number
  /** Seconds since the epoch; may be fractional or negative. */
  readonly mtime: number
  /** A symlink's target as written; a hard link's as a normalised path of the image. */
  readonly linkTarget: string | null
  /** Names without `SCHILY.xattr.`; null where there are none. */
  readonly xattrs: ReadonlyMap<string, Uint8Array> | null
  readonly device: { readonly major: number; readonly minor: number } | null
}
