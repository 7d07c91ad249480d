import type { BaselinePath } from '../../report/baseline-document.ts'
import type { TreeNode } from '../../rootfs/tree.ts'

/** Bytes of a file, and the layer that holds them. */
export interface CountedFile {
  readonly node: TreeNode
  readonly bytes: number
}

/** Files of an image in few words. */
interface RolledUp {
  /** By layer and path. */
  readonly paths: readonly BaselinePath[]
  /** See `BaselineDocument.unownedFrom`. */
  readonly from: number
}

/** Below this there is nothing to save: a file is as well told as the directory that it is in. */
const FIRST_BOUND = 1024

/**
 * Says where files are in at most so many paths, as finely as that allows, layer by layer: files and directories that hold much
 * when what is named below them is not counted. They add up to all of the files.
 */
export function rollUp(files: readonly CountedFile[], most: number): RolledUp {
  let from = 0
  let paths = files.length <= most ? pathsFrom(0, files) : undefined
  // what is left in the end is a path for each layer
  while (paths === undefined || (paths.length > most && from < Number.MAX_SAFE_INTEGER / 2)) {
    from = from === 0 ? FIRST_BOUND : from * 2
    paths = pathsFrom(from, files)
  }
  return { paths: paths.sort((a, b) => a.layer - b.layer || (a.path < b.path ? -1 : 1)), from }
}

/** Those that hold so many bytes, and in each layer the root for what is left. */
function pathsFrom(least: number, files: readonly CountedFile[]): BaselinePath[] {
  const paths: BaselinePath[] = []
  const byDepth: Map<TreeNode, Map<number, number>>[] = []

  const count = (node: TreeNode, depth: number, layer: number, bytes: number): void => {
    const { parent } = node
    if (bytes >= least || parent === null) {
      paths.push({ path: pathText(node), bytes, layer })
      return
    }
    byDepth[depth - 1] ??= new Map()
    const directories = byDepth[depth - 1]!
    const layers = directories.get(parent) ?? new Map<number, number>()
    directories.set(parent, layers.set(layer, (layers.get(layer) ?? 0) + bytes))
  }

  for (const { node, bytes } of files) count(node, depthOf(node), node.contentLayer, bytes)
  for (let depth = byDepth.length - 1; depth >= 0; depth--) {
    for (const [node, layers] of byDepth[depth] ?? []) {
      for (const [layer, bytes] of layers) count(node, depth, layer, bytes)
    }
  }
  return paths
}

function depthOf(node: TreeNode): number {
  let depth = 0
  for (let { parent } = node; parent !== null; parent = parent.parent) depth++
  return depth
}

/** A path as baselines have it: that of a directory with a slash at its end. */
export function pathText({ path, children }: TreeNode): string {
  return children === null || path === '/' ? path : `${path}/`
}
