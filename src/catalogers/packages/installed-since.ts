/**
 * When each package of a database came into the image: the first layer of the latest unbroken run of the database's versions
 * that state it. `versions` are in layer order, base first; a key stands for a package at one version.
 */
export function installedSince(
  versions: Iterable<{ readonly layer: number; readonly keys: Iterable<string> }>,
): ReadonlyMap<string, number> {
  let since = new Map<string, number>()
  for (const { layer, keys } of versions) {
    const next = new Map<string, number>()
    for (const key of keys) next.set(key, since.get(key) ?? layer)
    since = next
  }
  return since
}
