import { isInsideFile } from '../../catalogers/packages/package.ts'
import { ownFiles } from '../../fit/own-files.ts'
import { ownersOf } from '../../inventory/owners.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { layerAuthors } from '../../waste/layer-author.ts'
import type { SlimPlan } from '../slim-plan.ts'

/**
 * Tells, of what the app's layers add, dependencies from the app: what packages own, what a step leaves beside the packages
 * that it installs, and the state of the system. A copied layer with packages in it is the app for the rest.
 */
export function dependencyTest({ image, appLayers: layers }: SlimPlan): (node: TreeNode) => boolean {
  const packages = image.packages.filter(({ type }) => !isInsideFile(type)) // it may be the app itself
  const owners = ownersOf(image.tree, packages)
  const authors = layerAuthors(image.layers.map(({ instruction }) => instruction))
  const installing = new Set(packages.map(({ layer }) => layer))
  const steps = new Set(layers.filter((index) => authors[index]!.kind === 'run' && installing.has(index)))
  // Where no base can be told, what no package of the operating system has is the app's.
  const toldBy = layers.length === image.layers.length && image.os !== null ? 'packages' : 'history'
  const own = new Set(ownFiles(image, { toldBy, layers, evidence: '' }))
  return (node) => !own.has(node) || owners.has(node) || steps.has(node.contentLayer)
}
