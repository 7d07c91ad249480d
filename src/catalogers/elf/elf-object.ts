import type { PathLookup, SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import type { ElfFact } from './loader-configuration.ts'
import type { ElfBinary } from './parse.ts'

/** A program or library of an image. */
export interface ElfObject {
  readonly node: TreeNode
  readonly binary: ElfBinary
}

/** The program or library at a node; undefined where there is none. */
export function elfObject(tree: PathLookup<ElfFact>, node: TreeNode | undefined): ElfObject | undefined {
  const fact = node === undefined ? undefined : tree.fact(node)
  return node === undefined || fact === undefined || !('machine' in fact) ? undefined : { node, binary: fact }
}

/** Every program and library of an image, in the order of the tree; one with several names (hard links) by its first. */
export function elfObjects(tree: SquashedTree<ElfFact>): ElfObject[] {
  const objects = new Map<number, ElfObject>()
  for (const { node, fact } of tree.facts()) {
    if ('machine' in fact && !objects.has(node.inode)) objects.set(node.inode, { node, binary: fact })
  }
  return [...objects.values()]
}

/** Which binaries go together: a loader passes over libraries of another class, byte order or machine. */
export function abiOf({ machine, class: bits, byteOrder }: ElfBinary): string {
  return `${machine}/${bits}/${byteOrder}`
}
