import type { EntryType } from '../layer/entry.ts'
import { nameOf, parentOf } from './path.ts'

/** One entry of a layer's tar, in the order of the tar. An `EntryHeader` is one. */
export interface DiveEntry {
  /** Absolute and normalised, whiteouts under their own names: `/etc/.wh.passwd`, `/srv/.wh..wh..opq`. */
  readonly path: string
  readonly type: EntryType
  /** Bytes, as the tar header states them; 0 for what has no content. */
  readonly size: number
}

/** What dive's summary and its `--ci` rules (`lowestEfficiency`, `highestWastedBytes`, `highestUserWastedPercent`) work on. */
export interface DiveFigures {
  readonly efficiency: number
  readonly wastedBytes: number
  /** A fraction despite its name, and above 1 where more is wasted than the upper layers hold. */
  readonly wastedUserPercent: number
}

/**
 * dive's figures of an image, to the digit (github.com/wagoodman/dive, 0.13.1 and what followed until May 2025). Its rules,
 * oddities included:
 *
 * - Each layer is a tree of its own; only leaves count: files, links, devices, empty directories, and whiteouts under the
 *   name of what they hide (`Efficiency` in dive/filetree/efficiency.go, `Path` in file_node.go).
 * - `wastedBytes` adds up all that was stored at any path that is a leaf at least twice (`Analyze` in dive/image/analysis.go).
 * - A whiteout of a directory weighs what the layers below hold there; one of anything else weighs nothing. A directory that
 *   the topmost layer below it only implies by a path through it is not known for one (`AddPath` in file_tree.go).
 * - A whiteout of what no lower layer has ends the reading of its layer, and its path may count for -1 byte.
 * - Opaque markers and the other `.wh..wh.` names hide nothing (`AddPath` in file_tree.go).
 * - The layers below are the first one twice over, its own whiteouts still in it (`StackTreeRange` in file_tree.go).
 *
 * Where dive divides zero by zero (an image of one layer) this gives 0; where it divides something by zero, and shows
 * `+Inf`, this gives 1.
 */
export function diveFigures(layers: Iterable<Iterable<DiveEntry>>): DiveFigures {
  const paths = new Paths()
  let userBytes = 0
  let index = 0
  for (const layer of layers) {
    const layerBytes = paths.readLayer(layer, index)
    if (index > 0) userBytes += layerBytes
    if (index === 0) for (const node of paths.layer) putOnStack(node, 1)
    countLeaves(paths)
    stack(paths, index)
    index++
  }

  let minimum = 0
  let discovered = 0
  let wastedBytes = 0
  for (const node of paths.all) {
    if (!node.counted) continue
    minimum += node.smallest
    discovered += node.cumulative
    if (node.times > 1) wastedBytes += node.cumulative
  }
  return {
    efficiency: discovered === 0 ? 1 : minimum / discovered,
    wastedBytes,
    wastedUserPercent: userBytes === 0 ? Math.sign(wastedBytes) : wastedBytes / userBytes,
  }
}

/** A path of any layer, with what is known of it in the layer at hand, in the stack of those below, and over all. */
class PathNode {
  readonly path: string
  readonly parent: PathNode | null
  readonly isWhiteout: boolean

  /** Index of the last layer that has the path; the next three are of that layer. */
  layer = -1
  isLeaf = true
  isDirectory = false
  size = 0

  /** When the stack last got the path and last lost it, in ticks of `stack`; 0 is never. */
  addedAt = 0
  removedAt = 0
  stackedDirectory = false
  stackedSize = 0
  /** Set by `settle`: when the stack last lost the path or one above it, and the bytes at and below the path. */
  goneAt = 0
  stackedTotal = 0

  /** dive's EfficiencyData; -1 stands for a size that was never found. */
  counted = false
  times = 0
  cumulative = 0
  smallest = -1

  constructor(path: string, parent: PathNode | null) {
    this.path = path
    this.parent = parent
    this.isWhiteout = path.includes('/.wh.') && nameOf(path).startsWith('.wh.')
  }

  get isStacked(): boolean {
    return this.addedAt > this.goneAt
  }

  count(size: number): void {
    this.counted = true
    this.times++
    this.cumulative += size
    if (this.smallest < 0 || size < this.smallest) this.smallest = size
  }
}

/** Every path of the layers read so far, and which of them the layer at hand has. */
class Paths {
  /** Parents before children. */
  readonly all: PathNode[] = []
  /** The nodes of the layer at hand, and which of them are whiteouts. */
  layer: PathNode[] = []
  whiteouts: PathNode[] = []
  readonly #byPath = new Map<string, PathNode>()
  #index = -1
  /** Of the path made last: that of the next one in most tars. */
  #lastParent: PathNode | null = null

  /** Makes `entries` the layer at hand and returns the sum of their sizes, paths given twice included. */
  readLayer(entries: Iterable<DiveEntry>, index: number): number {
    this.#index = index
    this.layer = []
    this.whiteouts = []
    let bytes = 0
    for (const { path, type, size } of entries) {
      bytes += size
      const marker = path.indexOf('/.wh..wh.')
      if (marker >= 0) this.#place(path.slice(0, marker))
      else {
        const node = this.#place(path)
        if (node === null) continue
        node.size = size
        node.isDirectory = type === 'directory'
      }
    }
    return bytes
  }

  /** The path that a whiteout hides. */
  hiddenBy(whiteout: PathNode): PathNode {
    const path = `${whiteout.path.slice(0, whiteout.path.lastIndexOf('/'))}/${nameOf(whiteout.path).slice('.wh.'.length)}`
    return this.#byPath.get(path) ?? this.#create(path, whiteout.parent)
  }

  /** The node at `path`, put into the layer at hand with all above it. The root has none. */
  #place(path: string): PathNode | null {
    if (path === '' || path === '/') return null
    const node = this.#nodeAt(path)
    for (let next: PathNode | null = node; next !== null && next.layer !== this.#index; next = next.parent) {
      next.layer = this.#index
      next.isLeaf = true
      next.isDirectory = false
      next.size = 0
      this.layer.push(next)
      if (next.isWhiteout) this.whiteouts.push(next)
    }
    for (let above = node.parent; above?.isLeaf; above = above.parent) above.isLeaf = false
    return node
  }

  /** The node at `path`, made with all above it where it is new. */
  #nodeAt(path: string): PathNode {
    const known = this.#byPath.get(path)
    if (known !== undefined) return known
    const missing = [path]
    let parent: PathNode | undefined
    for (let above = parentOf(path); above !== '/'; above = parentOf(above)) {
      parent = this.#lastParent?.path === above ? this.#lastParent : this.#byPath.get(above)
      if (parent !== undefined) break
      missing.push(above)
    }
    let node = parent ?? null
    for (const next of missing.reverse()) {
      this.#lastParent = node
      node = this.#create(next, node)
    }
    return node!
  }

  #create(path: string, parent: PathNode | null): PathNode {
    const node = new PathNode(path, parent)
    this.#byPath.set(path, node)
    this.all.push(node)
    return node
  }
}

/** Adds the leaves of the layer at hand to what is known of their paths. */
function countLeaves(paths: Paths): void {
  let end: PathNode | null = null
  if (paths.whiteouts.length > 0) {
    settle(paths)
    for (const whiteout of paths.whiteouts) {
      if (!whiteout.isLeaf || paths.hiddenBy(whiteout).isStacked) continue
      if (end === null || visitOrder(whiteout.path, end.path) < 0) end = whiteout
    }
  }
  for (const node of paths.layer) {
    if (!node.isLeaf || (end !== null && visitOrder(node.path, end.path) >= 0)) continue
    if (!node.isWhiteout) node.count(node.size)
    else {
      const hidden = paths.hiddenBy(node)
      hidden.count(hidden.stackedDirectory ? hidden.stackedTotal : 0)
    }
  }
  if (end !== null) paths.hiddenBy(end).counted = true
}

/**
 * Puts the layer at hand on the stack of those below. dive goes through a layer's tree in the order of `visitOrder`, so that a
 * whiteout takes away what its own layer has at the same path only where that comes first: `.wh..a` after `.a`, but `.wh.a`
 * before `a`. Three ticks a layer say as much, without walking the trees.
 */
function stack(paths: Paths, layer: number): void {
  const tick = 3 * layer + 2
  for (const whiteout of paths.whiteouts) {
    const hidden = paths.hiddenBy(whiteout)
    const isAfter = visitOrder(hidden.path, whiteout.path) < 0
    hidden.removedAt = Math.max(hidden.removedAt, isAfter ? tick + 2 : tick)
  }
  for (const node of paths.layer) if (!node.isWhiteout) putOnStack(node, tick + 1)
}

function putOnStack(node: PathNode, tick: number): void {
  node.addedAt = tick
  node.stackedDirectory = node.isDirectory
  node.stackedSize = node.size
}

/** Works out for every path whether the stack has it, and the bytes below it. */
function settle(paths: Paths): void {
  for (const node of paths.all) {
    node.goneAt = Math.max(node.removedAt, node.parent?.goneAt ?? 0)
    node.stackedTotal = node.isStacked ? node.stackedSize : 0
  }
  for (const node of paths.all.toReversed()) {
    if (node.parent !== null) node.parent.stackedTotal += node.stackedTotal
  }
}

/** The order in which dive visits paths: siblings by the bytes of their names, what is in a directory before itself. */
function visitOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  if (at === length) {
    if (a.length === b.length) return 0
    const isBelow = (a.length > b.length ? a : b).charAt(at) === '/'
    return a.length > b.length === isBelow ? -1 : 1
  }
  if (a.charAt(at) === '/') return -1
  if (b.charAt(at) === '/') return 1
  const x = a.charCodeAt(at)
  const y = b.charCodeAt(at)
  return firstByte(x) - firstByte(y) || x - y
}

/** The first byte of what a UTF-16 code unit stands for, in UTF-8; lone surrogates U+DC80 to U+DCFF stand for a byte. */
function firstByte(unit: number): number {
  if (unit < 0x80) return unit
  if (unit < 0x800) return 0xc0 | (unit >> 6)
  if (unit >= 0xdc80 && unit <= 0xdcff) return unit - 0xdc00
  if (unit >= 0xd800 && unit <= 0xdbff) return 0xf0
  return 0xe0 | (unit >> 12)
}
