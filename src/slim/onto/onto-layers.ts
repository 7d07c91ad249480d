import { contentPlaces } from '../../extract/plan.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { dependencyTest } from '../write/dependency-test.ts'
import { EntryList, type LayerTimes } from '../write/entry-list.ts'
import type { NewLayer, PlannedLayer } from '../write/planned-layer.ts'
import { laidPaths } from './laid-paths.ts'
import type { OntoPlan } from './onto-plan.ts'

/**
 * Says which layers an image on another base has: those of the base, unchanged, and above them what comes along, dependencies and the
 * app apart. Pure.
 */
export function ontoLayers(plan: OntoPlan, times: LayerTimes): PlannedLayer[] {
  const { slim, base, tree, files } = plan
  const isDependency = dependencyTest(slim)
  const contentOf = contentPlaces(slim.image.layers)
  const dependencies = new EntryList(times, slim.image.layers.length)
  const app = new EntryList(times, slim.image.layers.length)
  const first = new Map<number, { readonly node: TreeNode; readonly list: EntryList }>()
  for (const node of laidPaths(plan)) {
    const { original, fromApp, isChanged } = node
    if (!(fromApp || isChanged) || files.has(node.path)) continue
    const isOfApp = isChanged || (original !== null && !isDependency(original))
    const list = isOfApp ? app : dependencies
    const known = node.children === null ? first.get(node.inode) : undefined
    if (node.children !== null) list.directory(node)
    else if (known !== undefined) known.list.hardLink(node, known.node)
    else {
      first.set(node.inode, { node, list })
      list.file(node, contentOf(original!), slim.stripped.has(original!))
    }
  }
  const lookup = { get: (path: string) => tree.resolve(path) }
  for (const [path, file] of files) dependencies.newFile(path, file, lookup)
  // the root directory is the base's, where there is a base
  const sources = base.layers.length === 0 ? [...slim.image.layers.keys()] : []
  const added: NewLayer[] = [
    { role: 'dependencies', reuses: null, sources, entries: dependencies.sorted() },
    { role: 'app', reuses: null, sources, entries: app.sorted() },
  ]
  return [
    ...base.layers.map((_, index): PlannedLayer => ({ role: 'base', reuses: index, sources: [index] })),
    ...added.filter(({ entries }) => entries.length > 0),
  ]
}
