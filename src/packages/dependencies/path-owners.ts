import type { Package } from '../../catalogers/packages/package.ts'
import type { SquashedTree } from '../../rootfs/tree.ts'
import { Names } from './names.ts'

/**
 * Who owns a path, for dependencies on files (`/bin/sh`): the packages that list it, or what it is below symlinks (`/usr/bin/sh`
 * on a merged /usr).
 */
export function pathOwners<Installed extends Package>(
  packages: readonly Installed[],
  tree: SquashedTree<unknown>,
): (path: string) => readonly Installed[] {
  let owners: Names<Installed> | undefined
  return (path) => {
    if (owners === undefined) {
      owners = new Names()
      for (const found of packages) for (const listed of found.paths) owners.add(listed, found)
    }
    const listed = owners.get(path)
    if (listed.length > 0) return listed
    const place = tree.resolveParent(path)
    return place === undefined ? [] : owners.get(place.path)
  }
}
