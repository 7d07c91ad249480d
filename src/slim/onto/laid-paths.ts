import type { LaidNode } from '../../fit/laid-node.ts'
import { joinPath, nameOf, parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { OntoPlan } from './onto-plan.ts'

/** What the result has of both images, in the order of the paths; without what is written besides (`OntoPlan.files`). */
export function laidPaths({ tree, slim: { decisions } }: Pick<OntoPlan, 'tree' | 'slim'>): LaidNode[] {
  const nodes = Array.from(tree.nodes()).filter(
    ({ fromApp, original }) => !fromApp || original === null || decisions.get(original)?.keep === true,
  )
  const keyed = nodes.map((node) => ({ node, key: node.path.replaceAll('/', '\0') }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ node }) => node)
}

/** Where a file comes to stand that is written to a path: in the directory that symlinks on the way lead to. */
export function placeOf(path: string, tree: { resolve(path: string): TreeNode | undefined }): string {
  const names = [nameOf(path)]
  for (let at = parentOf(path); at !== '/'; at = parentOf(at)) {
    const node = tree.resolve(at)
    if (node?.type === 'directory') return joinPath(node.path, names.join('/'))
    names.unshift(nameOf(at))
  }
  return path
}
