/** Directories of the root that Ubuntu merged into /usr (Debian's usrmerge); packages and slices list either spelling. */
const MERGED = /^(?:\/usr)?(?=\/(?:bin|sbin|lib|lib32|lib64|libx32|libo32)\/)/

/** A path as packages may list it, with and without `/usr` where that is one directory. */
export function spellingsOf(path: string): readonly string[] {
  if (!MERGED.test(path)) return [path]
  return ['/usr', ''].map((start) => path.replace(MERGED, start))
}
