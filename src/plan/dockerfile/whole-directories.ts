import { joinPath, nameOf, parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { below } from './ground.ts'
import type { Copies } from './landed.ts'

/** As `Copies`, with less to be named. */
type Named = Pick<Copies, 'made' | 'trees' | 'files'>

/**
 * Copies directories whole where all that is in them is to come anyway, the largest such ones, so that a few lines say what
 * thousands of names would.
 */
export function inWholeDirectories(copies: Copies): Named {
  const { made, files } = copies
  const isWhole = wholeness(copies)
  const found = new Map<string, TreeNode>()
  for (const [target, { source }] of files) {
    const whole = isBelow(target, found) ? undefined : largestWhole(source, target, isWhole)
    if (whole !== undefined) found.set(whole.target, whole.node)
  }
  const isNamed = ([target]: readonly [string, unknown]): boolean => !isBelow(target, found)
  return {
    made: new Map([...made].filter((entry) => entry[1].type === 'directory' || isNamed(entry))),
    trees: new Map([...copies.trees, ...found]),
    files: new Map([...files].filter(isNamed)),
  }
}

/** The highest directory that a file lies in of which everything is copied to where the file's directory lands. */
function largestWhole(
  source: TreeNode,
  target: string,
  isWhole: (directory: TreeNode, target: string) => boolean,
): { readonly node: TreeNode; readonly target: string } | undefined {
  let found: { node: TreeNode; target: string } | undefined
  let place = parentOf(target)
  for (let node = source.parent; node !== null && place !== '/' && isWhole(node, place); node = node.parent) {
    if (found !== undefined || node.children!.size > 1) found = { node, target: place }
    if (node.name !== nameOf(place)) break
    place = parentOf(place)
  }
  return found
}

/** Tells whether all that is in a directory is to come, under the same names, to `target`. */
function wholeness({ made, files, ground }: Copies): (directory: TreeNode, target: string) => boolean {
  const known = new Map<string, boolean>()
  const isWhole = (directory: TreeNode, target: string): boolean => {
    const key = `${directory.path}\0${target}`
    const before = known.get(key)
    if (before !== undefined) return before
    const whole = [...directory.children!.values()].every((child) => {
      const path = below(target, child.name)
      if (child.type === 'directory') return isWhole(child, path)
      if (made.get(path) === child) return true
      const copy = files.get(path)
      if (copy?.source !== child) return false
      // In a directory that is copied whole a link stays a link: it must lead to the same in the result.
      return child.type === 'file' || ground.resolve(joinPath(target, child.linkTarget!))?.node === copy.content
    })
    known.set(key, whole)
    return whole
  }
  return isWhole
}

function isBelow(path: string, trees: ReadonlyMap<string, TreeNode>): boolean {
  for (let at = parentOf(path); at !== '/'; at = parentOf(at)) if (trees.has(at)) return true
  return false
}
