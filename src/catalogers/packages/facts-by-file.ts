import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'

/** Every visible file with a fact, once, with all of its paths: hard links share their content. */
export function factsByFile<Fact>(
  tree: SquashedTree<Fact>,
): Iterable<{ readonly node: TreeNode; readonly paths: readonly string[]; readonly fact: Fact }> {
  const files = new Map<number, { node: TreeNode; paths: string[]; fact: Fact }>()
  for (const { node, fact } of tree.facts()) {
    const known = files.get(node.inode)
    if (known === undefined) files.set(node.inode, { node, paths: [node.path], fact })
    else known.paths.push(node.path)
  }
  return files.values()
}
