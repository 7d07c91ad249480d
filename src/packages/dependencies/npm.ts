import { parentOf } from '../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { packageNameOf } from './package-name.ts'
import type { Resolver } from './resolver.ts'

/**
 * npm's dependencies, found as Node.js does (nodejs.org/api/modules.html, "Loading from node_modules folders"): in the
 * node_modules of the package's own directory, then in those of the directories above it, then where Debian's Node.js looks.
 * pnpm's symlinks are followed.
 */
export const npmResolver: Resolver = (packages, tree) => {
  type Installed = (typeof packages)[number]
  // A package is where its package.json is.
  const byDirectory = new Map<string, Installed>(packages.map((found) => [parentOf(found.database), found]))
  const folders = new Map<Installed, readonly TreeNode[]>()
  const debian = debianFolders(tree)
  return (stated, dependent) => {
    let above = folders.get(dependent)
    if (above === undefined) {
      above = [...moduleFolders(tree, parentOf(dependent.database)), ...debian]
      folders.set(dependent, above)
    }
    const name = packageNameOf(stated).split('/')
    for (const folder of above) {
      const place = name.reduce<TreeNode | undefined>((node, part) => node?.children?.get(part), folder)
      const found = byDirectory.get((place?.type === 'symlink' ? tree.resolve(place.path) : place)?.path ?? '')
      if (found !== undefined) return [found]
    }
    return []
  }
}

/** The node_modules directories that code in this directory loads from, nearest first. */
function moduleFolders(tree: SquashedTree<unknown>, directory: string): readonly TreeNode[] {
  const folders: TreeNode[] = []
  for (let node = tree.resolve(directory) ?? null; node !== null; node = node.parent) {
    const child = node.name === 'node_modules' ? undefined : node.children?.get('node_modules')
    const folder = child?.type === 'symlink' ? tree.resolve(child.path) : child
    if (folder !== undefined) folders.push(folder)
  }
  return folders
}

/** Where Debian installs packages of Node.js (Debian JavaScript policy): the same paths for every program. */
function debianFolders(tree: SquashedTree<unknown>): readonly TreeNode[] {
  const triplets = [...(tree.resolve('/usr/lib')?.children?.keys() ?? [])].filter((name) => name.includes('-linux-'))
  const paths = [...triplets.map((name) => `/usr/lib/${name}/nodejs`), '/usr/share/nodejs', '/usr/lib/nodejs']
  return paths.flatMap((path) => tree.resolve(path) ?? [])
}
