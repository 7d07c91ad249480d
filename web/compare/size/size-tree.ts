import type { FileTable, ReportSummary } from '../../../src/compare/html/report-data.ts'
import { countedBytes, entriesByPath } from '../data/files-of-image.ts'

/** What an image's bytes can be divided by. */
export const GROUPINGS = ['directory', 'package', 'layer'] as const

/** See `GROUPINGS`. */
export type Grouping = (typeof GROUPINGS)[number]

/** A block of the treemap. */
export interface SizeNode {
  /** `rest` stands for several that have no room. */
  readonly kind: 'group' | 'directory' | 'file' | 'rest'
  /** A directory that holds nothing but one other is shown as one with it: `usr/share/doc`. */
  label: string
  /** More about it than the label has room for. */
  readonly note?: string
  /** What the image's content has of it, hard links once. */
  bytes: number
  /** Regular files, hard links each. */
  files: number
  /** The largest first; null for files. */
  children: SizeNode[] | null
}

/** Divides an image's content. Its root has the image's `contentBytes`. */
export function sizeTree(summary: ReportSummary, table: FileTable, image: number, by: Grouping): SizeNode {
  const root = container('group', '/')
  const nodes = new Map<SizeNode, Map<number, SizeNode>>()
  const groupOf = grouper(summary, image, by, root)
  const entries = entriesByPath(table, image)

  const nodeAt = (group: SizeNode, path: number): SizeNode => {
    if (path === 0) return group
    const known = nodes.get(group)?.get(path)
    if (known !== undefined) return known
    const node = container('directory', table.names[path]!)
    if (!nodes.has(group)) nodes.set(group, new Map())
    nodes.get(group)!.set(path, node)
    nodeAt(group, table.parents[path]!).children!.push(node)
    return node
  }

  for (let path = 1; path < entries.length; path++) {
    const entry = entries[path]! - 1
    if (entry < 0 || table.traits[table.trait[entry]!]!.type !== 'file') continue
    const group = groupOf(table, entry)
    const parent = nodeAt(group, table.parents[path]!)
    const bytes = countedBytes(table, entry)
    parent.children!.push({
      kind: 'file',
      label: table.names[path]!,
      bytes,
      files: table.files[entry]!,
      children: null,
    })
  }
  complete(root)
  return root
}

function container(kind: 'group' | 'directory', label: string, note?: string): SizeNode {
  return { kind, label, bytes: 0, files: 0, children: [], ...(note !== undefined && { note }) }
}

/** Finds the node below the root under which an entry stands. */
function grouper(
  summary: ReportSummary,
  image: number,
  by: Grouping,
  root: SizeNode,
): (table: FileTable, entry: number) => SizeNode {
  const made = new Map<string, SizeNode>()
  const child = (parent: SizeNode, key: string, label: string, note?: string): SizeNode => {
    const known = made.get(key)
    if (known !== undefined) return known
    const node = container('group', label, note)
    made.set(key, node)
    parent.children!.push(node)
    return node
  }
  if (by === 'directory') return () => root
  if (by === 'layer') {
    const { layers } = summary.images[image]!
    return (table, entry) => {
      const layer = table.layer[entry]!
      const index = layers.indexOf(layer)
      return child(root, `${index}`, `layer ${index}`, summary.layers[layer]!.instruction ?? undefined)
    }
  }
  return (table, entry) => {
    const owner = table.owner[entry]!
    if (owner === 0) return child(root, '', 'no package')
    const { type, name, version, architecture } = summary.packages[owner - 1]!
    const label = architecture === null ? `${name} ${version}` : `${name} ${version} (${architecture})`
    return child(child(root, type, type), `${type} ${owner}`, label)
  }
}

/** Adds up, joins directories with an only one in them, and sorts. Not recursive: hostile trees are deep. */
function complete(root: SizeNode): void {
  const order = [root]
  for (const node of order) for (const child of node.children ?? []) order.push(child)
  for (const node of order.reverse()) {
    if (node.children === null) continue
    for (const child of node.children) {
      node.bytes += child.bytes
      node.files += child.files
    }
    node.children.sort((a, b) => b.bytes - a.bytes || (a.label < b.label ? -1 : 1))
    const [only] = node.children
    if (node.kind !== 'directory' || node.children.length !== 1 || only!.kind !== 'directory') continue
    node.label = `${node.label}/${only!.label}`
    node.children = only!.children
  }
}
