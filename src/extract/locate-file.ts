import { UnavailableError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { displayPath, normalisePath, pathFromDisplay } from '../rootfs/path.ts'
import { squash } from '../rootfs/squash.ts'
import { treesOf } from '../rootfs/squashed-tree.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import { type ContentPlace, contentPlaces } from './plan.ts'

/** A regular file of an image, and where its content stands. */
interface LocatedFile extends ContentPlace {
  readonly node: TreeNode
}

/**
 * Finds a regular file, with symlinks followed inside the image.
 * @param path absolute or relative to the root; bytes that are not UTF-8 may stand as `\xNN`, as listings show them
 * @param version a layer's index: the file as this layer wrote it, whatever became of it later; undefined for what containers see
 * @throws {UnavailableError} when there is no such file, or it is no regular file.
 */
export function locateFile(inventory: ImageInventory, path: string, version?: number): LocatedFile {
  const { layers, reference } = inventory
  if (version !== undefined && version >= layers.length) {
    throw new UnavailableError(
      `${reference} has no layer ${version}; its layers are numbered from 0 to ${layers.length - 1}.`,
    )
  }
  const tree = version === undefined ? inventory.tree : treeAfter(inventory, version)
  const node = find(tree, path)
  if (node === undefined) throw missing(inventory, path, version)
  if (node.type !== 'file')
    throw new UnavailableError(`${shown(node, path)} is ${WORDS[node.type]}, not a regular file.`)
  if (version !== undefined && node.layer !== version) {
    throw new UnavailableError(
      `Layer ${version} does not write ${shown(node, path)}; ${writtenBy(inventory, node.path)}.`,
    )
  }
  if (node.sha256 === null) {
    throw new UnavailableError(`${shown(node, path)} is a hard link to a file that is not there.`)
  }
  return { node, ...contentPlaces(layers)(node) }
}

const WORDS: Readonly<Record<Exclude<TreeNode['type'], 'file'>, string>> = {
  directory: 'a directory',
  symlink: 'a symlink',
  'character-device': 'a character device',
  'block-device': 'a block device',
  fifo: 'a named pipe',
}

/** The filesystem as it was when this layer was the last. */
function treeAfter({ layers }: ImageInventory, last: number): SquashedTree<unknown> {
  const inventories = layers.slice(0, last + 1).map(({ inventory }) => inventory)
  return treesOf(squash(inventories).root, inventories)('')
}

function find(tree: SquashedTree<unknown>, path: string): TreeNode | undefined {
  return tree.resolve(path) ?? tree.resolve(pathFromDisplay(path))
}

/** The path that was asked for, and the one that it leads to. */
function shown(node: TreeNode, asked: string): string {
  const found = displayPath(node.path)
  return found === normalisePath(asked).path ? found : `${asked} (${found})`
}

function missing(inventory: ImageInventory, path: string, version: number | undefined): UnavailableError {
  const absolute = normalisePath(pathFromDisplay(path)).path
  const link = version === undefined ? inventory.tree.resolveParent(absolute) : undefined
  if (link !== undefined) {
    const target = displayPath(link.linkTarget ?? '')
    return new UnavailableError(`${displayPath(absolute)} is a symlink to ${target}, which leads nowhere in the image.`)
  }
  const where = version === undefined ? inventory.reference : `${inventory.reference} as layer ${version} leaves it`
  return new UnavailableError(`${displayPath(absolute)} is not in ${where}; ${writtenBy(inventory, absolute)}.`)
}

/** Which layers have a file at exactly this path, for the end of a sentence. */
function writtenBy({ layers }: ImageInventory, path: string): string {
  const writers = layers.flatMap(({ inventory }, index) => (inventory.entries.paths.includes(path) ? [index] : []))
  if (writers.length === 0) return 'no layer writes it'
  const [last] = writers.slice(-1)
  return `layer ${writers.join(', ')} ${writers.length === 1 ? 'writes' : 'write'} it: try --layer ${last}`
}
