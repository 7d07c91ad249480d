import { type HierarchyRectangularNode, hierarchy, treemap, treemapSquarify } from 'd3-hierarchy'
import { formatCount } from '../../../src/report/quantity.ts'
import type { SizeNode } from './size-tree.ts'

/** A block, in CSS pixels. */
export interface Block {
  readonly node: SizeNode
  /** From the node that the map shows down to this one. */
  readonly ancestors: readonly SizeNode[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** 1 for what stands directly in the map. */
  readonly depth: number
  /** Which of the colours of the map it has, 0 to `FAMILIES` - 1: what stands together has the same. */
  readonly family: number
  /** Whether blocks stand in it, below a line with its name. */
  readonly open: boolean
}

/** The line with the name of a block that others stand in. */
export const HEADING = 18
/** What is smaller, in square pixels, is drawn as one block, whatever is in it. */
const LEAST_OPEN_AREA = 3600
/** What is smaller is drawn together with others that are. */
const LEAST_AREA = 12
const MOST_LEVELS = 6
/** How many colours there are in style.css. The last is for what holds families. */
export const FAMILIES = 8
/** What has a larger share of the map is no family itself: what is in it are. */
const MOST_OF_FAMILY = 0.4

/**
 * Places what is in `root`. The work follows the room that there is and not the number of files: what could not be seen is
 * never laid out.
 */
export function layOut(root: SizeNode, width: number, height: number): readonly Block[] {
  if (root.bytes === 0 || width < 1 || height < 1) return []
  const areaOfByte = (width * height) / root.bytes
  const levels = new Map<SizeNode, number>([[root, 0]])
  const tree = hierarchy(root, (node) => {
    const level = levels.get(node)!
    const isOpen = level === 0 || (level < MOST_LEVELS && node.bytes * areaOfByte >= LEAST_OPEN_AREA)
    if (!isOpen || node.children === null || node.kind === 'rest') return null
    const shown = withoutCrumbs(node.children, areaOfByte)
    for (const child of shown) levels.set(child, level + 1)
    return shown
  })
  // what d3's own `sum` would add up is known
  tree.each((node) => Object.assign(node, { value: node.data.bytes }))
  const placed = treemap<SizeNode>()
    .size([width, height])
    .tile(treemapSquarify)
    .round(true)
    .paddingInner(1)
    .paddingOuter((node) => (node.depth > 0 ? 2 : 0))
    .paddingTop((node) => (node.depth > 0 ? HEADING : 0))(tree)
  return blocksOf(placed)
}

function blocksOf(root: HierarchyRectangularNode<SizeNode>): Block[] {
  const families = familiesOf(root)
  return root
    .descendants()
    .filter((node) => node.depth > 0 && node.x1 > node.x0 && node.y1 > node.y0)
    .map((node) => {
      const ancestors = node.ancestors().reverse()
      return {
        node: node.data,
        ancestors: ancestors.map(({ data }) => data),
        x: node.x0,
        y: node.y0,
        width: node.x1 - node.x0,
        height: node.y1 - node.y0,
        depth: node.depth,
        family: ancestors.reduce((family, ancestor) => families.get(ancestor) ?? family, FAMILIES - 1),
        open: node.children !== undefined,
      }
    })
}

/** The parts of the map that have a colour of their own. */
function familiesOf(root: HierarchyRectangularNode<SizeNode>): Map<HierarchyRectangularNode<SizeNode>, number> {
  let heads = [...(root.children ?? [])]
  for (;;) {
    const large = heads.find((node) => node.children !== undefined && node.value! > MOST_OF_FAMILY * root.value!)
    if (large === undefined) break
    heads = heads.flatMap((node) => (node === large ? (node.children ?? []) : [node]))
  }
  heads.sort((a, b) => b.value! - a.value!)
  return new Map(heads.map((node, index) => [node, index % (FAMILIES - 1)]))
}

/** The largest first; the many that have no room of their own become one. */
function withoutCrumbs(children: readonly SizeNode[], areaOfByte: number): SizeNode[] {
  const seen = children.filter(({ bytes }) => bytes * areaOfByte >= LEAST_AREA)
  const rest = children.slice(seen.length)
  const bytes = rest.reduce((sum, node) => sum + node.bytes, 0)
  if (bytes === 0) return seen
  const files = rest.reduce((sum, node) => sum + node.files, 0)
  return [...seen, { kind: 'rest', label: `${formatCount(rest.length)} smaller`, bytes, files, children: rest }]
}
