import type { EntryType } from '../../src/layer/entry.ts'
import type { DiveFigures } from '../../src/rootfs/dive.ts'

/** What dive knows of an entry of a layer's tar. */
export interface DiveEntry {
  readonly path: string
  readonly type: EntryType
  readonly size: number
}

/** A node of dive's FileTree (dive/filetree/file_node.go). */
class FileNode {
  readonly name: string
  readonly parent: FileNode | null
  readonly children = new Map<string, FileNode>()
  size = 0
  isDirectory = false

  constructor(name: string, parent: FileNode | null) {
    this.name = name
    this.parent = parent
  }

  get isWhiteout(): boolean {
    return this.name.startsWith('.wh.')
  }

  /** Where the node stands, or what it hides. */
  get path(): string {
    return `${this.parent?.ownPath ?? ''}/${this.isWhiteout ? this.name.slice(4) : this.name}`
  }

  private get ownPath(): string {
    return this.parent ? `${this.parent.ownPath}/${this.name}` : ''
  }

  /** Visits what is below the node, then the node; the root never. */
  visit(visitor: (node: FileNode) => void): void {
    const names = [...this.children.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    for (const name of names) this.children.get(name)!.visit(visitor)
    if (this.parent) visitor(this)
  }
}

/**
 * dive's figures computed as dive does it, step by step and slowly: trees that are stacked anew for each whiteout. For holding
 * the fast way against.
 */
export function diveByTheBook(layers: readonly (readonly DiveEntry[])[]): DiveFigures {
  const trees = layers.map((entries) => {
    const root = new FileNode('', null)
    for (const { path, size, type } of entries) addPath(root, path, size, type === 'directory')
    return root
  })
  const known = new Map<string, { sizes: number[] }>()
  for (const [index, tree] of trees.entries()) {
    try {
      tree.visit((node) => {
        if (node.children.size > 0) return
        const data = known.get(node.path) ?? { sizes: [] }
        known.set(node.path, data)
        data.sizes.push(node.isWhiteout ? hiddenSize(trees, index, node.path) : node.size)
      })
    } catch (error) {
      if (!(error instanceof NotThere)) throw error // dive logs it and goes on with the next layer
    }
  }
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
  const sizes = [...known.values()].map((data) => data.sizes)
  const minimum = sum(sizes.map((all) => (all.length === 0 ? -1 : Math.min(...all))))
  const discovered = sum(sizes.map(sum))
  const wastedBytes = sum(sizes.filter((all) => all.length > 1).map(sum))
  const userBytes = sum(layers.slice(1).flatMap((entries) => entries.map(({ size }) => size)))
  return {
    efficiency: discovered === 0 ? 1 : minimum / discovered,
    wastedBytes,
    wastedUserPercent: userBytes > 0 ? wastedBytes / userBytes : wastedBytes > 0 ? 1 : 0,
  }
}

class NotThere extends Error {}

function hiddenSize(trees: readonly FileNode[], index: number, path: string): number {
  const stacked = copyOf(trees[0]!, null)
  for (const tree of trees.slice(0, index)) {
    tree.visit((node) => {
      if (!node.isWhiteout) addPath(stacked, node.path, node.size, node.isDirectory)
      else {
        const hidden = find(stacked, node.path)
        hidden?.parent?.children.delete(hidden.name)
      }
    })
  }
  const hidden = find(stacked, path)
  if (hidden === undefined) throw new NotThere()
  let size = 0
  if (hidden.isDirectory) hidden.visit((node) => (size += node.size))
  return size
}

function addPath(root: FileNode, path: string, size: number, isDirectory: boolean): void {
  let node = root
  for (const name of path.split('/').filter((part) => part !== '')) {
    let child = node.children.get(name)
    if (child === undefined) {
      if (name.startsWith('.wh..wh.')) return
      child = new FileNode(name, node)
      node.children.set(name, child)
    }
    node = child
  }
  node.size = size
  node.isDirectory = isDirectory
}

function find(root: FileNode, path: string): FileNode | undefined {
  let node: FileNode | undefined = root
  for (const name of path.split('/').filter((part) => part !== '')) node = node?.children.get(name)
  return node
}

function copyOf(node: FileNode, parent: FileNode | null): FileNode {
  const copy = new FileNode(node.name, parent)
  copy.size = node.size
  copy.isDirectory = node.isDirectory
  for (const [name, child] of node.children) copy.children.set(name, copyOf(child, copy))
  return copy
}
