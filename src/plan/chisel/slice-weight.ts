import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import type { SliceContent } from './release.ts'
import { globMatcher, isGlob } from './slice-glob.ts'
import { spellingsOf } from './spellings.ts'

/**
 * What is taken for the bytes of content that the app's image does not have, so that nothing is known of it: of a lone path,
 * and of a pattern, which stands for a directory of things. They only decide between slices that would do alike.
 */
const UNKNOWN_PATH = 16 * 1024
const UNKNOWN_GLOB = 256 * 1024

/** About how many bytes a slice puts into a root filesystem, by the size of the same files in the app's image; never 0. */
export function sliceWeight(contents: readonly SliceContent[], tree: SquashedTree<unknown>): number {
  return contents.reduce((sum, { path }) => sum + contentWeight(path, tree), 1)
}

function contentWeight(path: string, tree: SquashedTree<unknown>): number {
  if (path.endsWith('/')) return 1
  const spellings = spellingsOf(path)
  const found = isGlob(path)
    ? spellings.flatMap((spelling) => nodesMatching(spelling, tree.root))
    : spellings.flatMap((spelling) => tree.get(spelling) ?? [])
  if (found.length === 0) return isGlob(path) ? UNKNOWN_GLOB : UNKNOWN_PATH
  return found.reduce((sum, { size }) => sum + size, found.length)
}

/** What matches a content path of a slice; looks into no directory that cannot hold any. */
function nodesMatching(glob: string, root: TreeNode): TreeNode[] {
  const found: TreeNode[] = []
  const names = glob.split('/').slice(1)
  const visit = (node: TreeNode, depth: number): void => {
    const name = names[depth]
    if (name === undefined) {
      if (node.children === null) found.push(node)
    } else if (name.includes('**')) addAllBelow(node, globMatcher(glob), found)
    else if (!isGlob(name)) {
      const child = node.children?.get(name)
      if (child !== undefined) visit(child, depth + 1)
    } else {
      const matches = globMatcher(name)
      for (const child of node.children?.values() ?? []) if (matches(child.name)) visit(child, depth + 1)
    }
  }
  visit(root, 0)
  return found
}

function addAllBelow(directory: TreeNode, matches: (path: string) => boolean, found: TreeNode[]): void {
  for (const child of directory.children?.values() ?? []) {
    if (child.children !== null) addAllBelow(child, matches, found)
    else if (matches(child.path)) found.push(child)
  }
}
