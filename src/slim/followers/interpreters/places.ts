import type { TreeNode } from '../../../rootfs/tree.ts'
import type { Lead } from '../../lead.ts'
import type { SlimImage } from '../../slim-image.ts'

/** A pattern takes no more directories than this: an image says what is in them. */
const MOST_MATCHES = 1000

/** All that is below the directories that have these paths, in which `*` stands for any one name. */
export function* wholePlaces(
  patterns: readonly string[],
  { kind, says }: Pick<Lead, 'kind' | 'says'>,
  { tree }: SlimImage,
): Iterable<Lead> {
  for (const pattern of patterns) {
    let nodes: TreeNode[] = [tree.root]
    for (const part of pattern.split('/').filter((name) => name !== '')) {
      const next = nodes.flatMap(({ children }) =>
        part === '*' ? [...(children?.values() ?? [])] : (children?.get(part) ?? []),
      )
      nodes = next.flatMap((node) => tree.resolve(node.path) ?? []).slice(0, MOST_MATCHES)
    }
    for (const { path } of nodes) yield { path, kind, says, tree: true, part: true, runs: true }
  }
}
