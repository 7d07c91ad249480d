import { contentPlaces } from '../../extract/plan.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { dependencyTest } from './dependency-test.ts'
import { EntryList, type LayerTimes, sortedByPath, whiteoutEntry } from './entry-list.ts'
import type { LayerRole, NewLayer, PlannedLayer } from './planned-layer.ts'
import { reusableLayers } from './reusable-layers.ts'
import { whiteouts } from './whiteouts.ts'

/**
 * Says which layers the slimmed image has, and what is in each. Layers of the base stay layers of their own: those that lose nothing
 * as they are, the others with what is left. What the app's layers add comes in two, dependencies and the app, so that a new
 * version of the app changes the last alone. A layer in which nothing is left is left out. Pure.
 */
export function planLayers(plan: SlimPlan, times: LayerTimes): PlannedLayer[] {
  const { layers } = plan.image
  const isDependency = dependencyTest(plan)
  const reused = reusableLayers(plan, isDependency)
  const app = new Set(plan.appLayers)
  const standing = [...layers.keys()].filter((index) => !app.has(index) || reused.has(index))
  const lists = new Map(
    standing.filter((index) => !reused.has(index)).map((index) => [index, new EntryList(times, index)]),
  )
  const own = [...layers.keys()].filter((index) => app.has(index) && !reused.has(index))
  const dependencies = new EntryList(times, lastDependencyLayer(plan, isDependency))
  const ofApp = new EntryList(times, layers.length - 1)

  /** The list of a path; null where a layer that is reused has it. */
  const listOf = (node: TreeNode, layer: number): EntryList | null => {
    if (reused.has(layer)) return null
    return lists.get(layer) ?? (isDependency(node) ? dependencies : ofApp)
  }
  addFiles(plan, listOf)
  for (const [path, file] of plan.rewritten) dependencies.newFile(path, file, plan.image.tree)
  for (const node of plan.image.tree.nodes()) {
    if (node.children === null || !plan.decisions.get(node)?.keep) continue
    if (reused.has(node.layer)) continue
    // What the app's layers made of a directory of packages is the app's.
    const isLater = app.has(node.layer) && node.layer > dependencies.top
    const list = isLater ? ofApp : listOf(node, node.layer)
    list?.directory(node)
  }
  const planned = [
    ...standing.map((index): PlannedLayer => {
      const list = lists.get(index)
      return list === undefined
        ? { role: reused.get(index)!, reuses: index, sources: [index] }
        : newLayer('base', [index], list)
    }),
    newLayer('dependencies', own, dependencies),
    newLayer('app', own, ofApp),
  ]
  return withWhiteouts(plan, reused, planned).filter((layer) => layer.reuses !== null || layer.entries.length > 0)
}

/** Adds what is kept and no directory: contents where their layer's are, and hard links to them right there. */
function addFiles(plan: SlimPlan, listOf: (node: TreeNode, layer: number) => EntryList | null): void {
  const { tree, layers } = plan.image
  const placeOf = contentPlaces(layers)
  const first = new Map<number, { readonly node: TreeNode; readonly list: EntryList | null }>()
  for (const node of tree.nodes()) {
    if (node.children !== null || !plan.decisions.get(node)?.keep || plan.rewritten.has(node.path)) continue
    const known = first.get(node.inode)
    if (known !== undefined) {
      known.list?.hardLink(node, known.node)
      continue
    }
    const list = listOf(node, node.contentLayer)
    first.set(node.inode, { node, list })
    list?.file(node, placeOf(node), plan.stripped.has(node))
  }
}

/** The topmost layer that brings dependencies: directories look in their layer as they did after it. */
function lastDependencyLayer(plan: SlimPlan, isDependency: (node: TreeNode) => boolean): number {
  const app = new Set(plan.appLayers)
  let last = -1
  for (const node of plan.image.tree.nodes()) {
    if (node.children === null && app.has(node.contentLayer) && plan.decisions.get(node)?.keep && isDependency(node)) {
      last = Math.max(last, node.contentLayer)
    }
  }
  return last
}

function newLayer(role: NewLayer['role'], sources: readonly number[], list: EntryList): NewLayer {
  return { role, reuses: null, sources, entries: list.sorted() }
}

/** What reused layers show and the result does not have is hidden by the first new layer above them. */
function withWhiteouts(
  plan: SlimPlan,
  reused: ReadonlyMap<number, LayerRole>,
  planned: PlannedLayer[],
): PlannedLayer[] {
  const marks = whiteouts(plan, reused)
  if (marks.length === 0) return planned
  const above = planned.findLastIndex((layer) => layer.reuses !== null) + 1
  return planned.map((layer, index) => {
    if (index !== above || layer.reuses !== null) return layer
    return { ...layer, entries: sortedByPath([...layer.entries, ...marks.map(whiteoutEntry)]) }
  })
}
