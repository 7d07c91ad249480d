import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { displayPath, parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { sameXattrs } from '../../rootfs/xattrs.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { SBOM_PATH } from '../write/metadata-layer.ts'

/** Paths that are not as they were, although they are kept, and paths that are there and are not kept. */
export function* otherPaths({ image, decisions, rewritten }: SlimPlan, { tree }: ImageInventory): Generator<string> {
  const written = new Set([...rewritten.keys(), SBOM_PATH])
  for (const node of image.tree.nodes()) {
    if (!decisions.get(node)?.keep || written.has(node.path)) continue
    const found = tree.get(node.path)
    if (found === undefined) yield `${displayPath(node.path)} is missing, and was to be kept.`
    else if (!isSame(node, found)) yield `${displayPath(node.path)} is not what it was.`
  }
  const onTheWay = new Set([...written].flatMap(directoriesTo))
  for (const { path } of tree.nodes()) {
    const node = image.tree.get(path)
    const isKept = node !== undefined && decisions.get(node)?.keep === true
    if (!isKept && !written.has(path) && !onTheWay.has(path))
      yield `${displayPath(path)} is there, and was not to be kept.`
  }
}

function isSame(a: TreeNode, b: TreeNode): boolean {
  return (
    a.type === b.type &&
    a.mode === b.mode &&
    a.uid === b.uid &&
    a.gid === b.gid &&
    a.linkTarget === b.linkTarget &&
    a.device?.major === b.device?.major &&
    a.device?.minor === b.device?.minor &&
    (a.sha256 === b.sha256 || a.sha256 === null) && // a hard link to nothing becomes an empty file
    sameXattrs(a.xattrs, b.xattrs)
  )
}

function directoriesTo(path: string): string[] {
  const directories: string[] = []
  for (let at = parentOf(path); at !== '/'; at = parentOf(at)) directories.push(at)
  return directories
}
