/** Whether extended attributes are the same: names and values. Null is none. */
export function sameXattrs(
  a: ReadonlyMap<string, Uint8Array> | null,
  b: ReadonlyMap<string, Uint8Array> | null,
): boolean {
  if (a === null || b === null) return a === b
  if (a.size !== b.size) return false
  for (const [name, value] of a) {
    const other = b.get(name)
    if (other === undefined || !Buffer.from(value).equals(other)) return false
  }
  return true
}
