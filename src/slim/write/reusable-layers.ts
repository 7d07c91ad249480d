import type { TreeNode } from '../../rootfs/tree.ts'
import type { SlimPlan } from '../slim-plan.ts'
import type { LayerRole } from './planned-layer.ts'

/** Where later layers hide more of a layer than this share of its bytes, what is left is smaller than what is shared. */
const MOST_HIDDEN = 0.1

/** What is known of a layer after a look at all paths. */
interface Shown {
  /** Bytes of files, hard links once. */
  bytes: number
  paths: number
  /** Whether something that it shows is dropped or written anew. */
  isChanged: boolean
  readonly bytesOf: Map<LayerRole, number>
}

/**
 * Finds the layers that the result can have as they are, with what they are for: nothing that they show is dropped or written anew,
 * and they show nearly all that they hold. Of the base that may be any; of the app's, those that stand on nothing but such layers.
 * Foreign layers, whose content nobody has, stay in any case.
 */
export function reusableLayers(
  plan: SlimPlan,
  isDependency: (node: TreeNode) => boolean,
): ReadonlyMap<number, LayerRole> {
  const { layers } = plan.image
  const shown = shownOf(plan, isDependency)
  const app = new Set(plan.appLayers)
  const reusable = new Map<number, LayerRole>()
  for (const [index, { inventory, effect }] of layers.entries()) {
    const { bytes, paths, isChanged, bytesOf } = shown[index]!
    const [role = 'base'] = [...bytesOf].sort((a, b) => b[1] - a[1])[0] ?? []
    const isWhole = !isChanged && paths > 0 && bytes >= effect.fileBytes * (1 - MOST_HIDDEN)
    const mayBe = !app.has(index) || reusable.size === index
    if (inventory.tarBytes === 0 || (isWhole && mayBe)) reusable.set(index, role)
  }
  return reusable
}

function shownOf(
  { image, appLayers, decisions, rewritten, stripped }: SlimPlan,
  isDependency: (node: TreeNode) => boolean,
): Shown[] {
  const shown = image.layers.map((): Shown => ({ bytes: 0, paths: 0, isChanged: false, bytesOf: new Map() }))
  const app = new Set(appLayers)
  const inodes = new Set<number>()
  for (const node of image.tree.nodes()) {
    const { layer, contentLayer, inode, children, size, path } = node
    const holder = shown[contentLayer]!
    holder.paths++
    const isKept = decisions.get(node)?.keep === true && !rewritten.has(path) && !stripped.has(node)
    // A name that another layer gives to a file here is that layer's to write.
    const isLinkedLater = children === null && contentLayer !== layer
    if (!isKept || isLinkedLater) shown[layer]!.isChanged = holder.isChanged = true
    if (children !== null || inodes.has(inode)) continue
    inodes.add(inode)
    holder.bytes += size
    const role = !app.has(contentLayer) ? 'base' : isDependency(node) ? 'dependencies' : 'app'
    holder.bytesOf.set(role, (holder.bytesOf.get(role) ?? 0) + size)
  }
  return shown
}
