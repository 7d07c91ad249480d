import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { displayPath, parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { sameXattrs } from '../../rootfs/xattrs.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { SBOM_PATH } from '../write/metadata-layer.ts'

/** Paths that are not as they were, although they are kept, and paths that are there and are not kept. */
export function* otherPaths(
  { image, decisions, rewritten, stripped }: SlimPlan,
  { tree }: ImageInventory,
): Generator<string> {
  const kept = Array.from(image.tree.nodes()).filter((node) => decisions.get(node)?.keep)
  yield* pathFailures(kept, new Set(rewritten.keys()), (node) => stripped.has(node), tree)
}

/**
 * What is not in a result as it is in `expected`, and what else is there.
 * @param written paths with contents that no image had
 * @param isStripped whether the contents may differ: `changedPrograms` says how
 */
export function* pathFailures<Node extends TreeNode>(
  expected: readonly Node[],
  written: ReadonlySet<string>,
  isStripped: (node: Node) => boolean,
  tree: ImageInventory['tree'],
): Generator<string> {
  const others = new Set([...written, SBOM_PATH])
  const paths = new Set<string>()
  for (const node of expected) {
    paths.add(node.path)
    if (others.has(node.path)) continue
    const found = tree.get(node.path)
    if (found === undefined) yield `${displayPath(node.path)} is missing, and was to be kept.`
    else if (!isSame(node, found, isStripped(node))) yield `${displayPath(node.path)} is not what it was.`
  }
  const onTheWay = new Set([...others].flatMap(directoriesTo))
  for (const { path } of tree.nodes()) {
    if (!paths.has(path) && !others.has(path) && !onTheWay.has(path))
      yield `${displayPath(path)} is there, and was not to be kept.`
  }
}

function isSame(a: TreeNode, b: TreeNode, isStripped: boolean): boolean {
  return (
    a.type === b.type &&
    a.mode === b.mode &&
    a.uid === b.uid &&
    a.gid === b.gid &&
    a.linkTarget === b.linkTarget &&
    a.device?.major === b.device?.major &&
    a.device?.minor === b.device?.minor &&
    (a.sha256 === b.sha256 || a.sha256 === null || isStripped) && // a hard link to nothing becomes an empty file
    sameXattrs(a.xattrs, b.xattrs)
  )
}

function directoriesTo(path: string): string[] {
  const directories: string[] = []
  for (let at = parentOf(path); at !== '/'; at = parentOf(at)) directories.push(at)
  return directories
}
