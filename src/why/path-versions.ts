import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { PathVersion } from '../report/why-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { layerName } from './investigation.ts'

/** What layers made of a path, base first, the version that containers see last; empty for what no layer ever had. */
export function pathVersions(path: string, inventory: ImageInventory): PathVersion[] {
  const versions: PathVersion[] = []
  for (const { node, kind, layer } of inventory.losses) {
    // A layer that has a path twice shows the later one; the earlier one was in no filesystem.
    if (node.path !== path || node.layer === layer) continue
    const gone = { kind, ...layerName(inventory, layer) }
    versions.push(...writtenVersions(node, inventory).map((version) => ({ ...version, gone })))
  }
  const visible = inventory.tree.get(path)
  if (visible !== undefined) versions.push(...writtenVersions(visible, inventory))
  return versions
}

/** A node, and for a directory what it was before later layers listed it again. */
function writtenVersions(node: TreeNode, inventory: ImageInventory): PathVersion[] {
  return [...(node.earlier ?? []), node].map(({ layer, type, size, sha256 }) => ({
    ...layerName(inventory, layer),
    type,
    bytes: size,
    sha256,
    gone: null,
  }))
}
