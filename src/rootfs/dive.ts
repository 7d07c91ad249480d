import type { EntryTable } from '../layer/entry-table.ts'
import { loneEntries } from './dive-lone-entries.ts'
import { DivePaths, LEAF, WHITEOUT } from './dive-paths.ts'
import { DiveStack } from './dive-stack.ts'
import { visitOrder } from './dive-visit-order.ts'
import type { SquashedTree } from './tree.ts'

/** What dive's summary and its `--ci` rules (`lowestEfficiency`, `highestWastedBytes`, `highestUserWastedPercent`) work on. */
export interface DiveFigures {
  readonly efficiency: number
  readonly wastedBytes: number
  /** A fraction despite its name, and above 1 where more is wasted than the upper layers hold. */
  readonly wastedUserPercent: number
}

/** A path that dive lists as inefficient (`fileReference` in its JSON). */
interface InefficientPath {
  readonly path: string
  /** How often it is stored or deleted. */
  readonly count: number
  /** Bytes of all its versions. */
  readonly bytes: number
}

/** dive's figures, and the paths that make them. */
interface DiveReport {
  readonly figures: DiveFigures
  /** The largest first. They add up to `wastedBytes`. */
  readonly inefficientPaths: readonly InefficientPath[]
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
export function diveFigures(layers: readonly EntryTable[], tree: SquashedTree<unknown>): DiveFigures {
  const { tally, userBytes } = tallyLayers(layers, tree)
  return figuresOf(tally, userBytes)
}

/** `diveFigures`, with the paths that dive lists beside them. */
export function diveReport(layers: readonly EntryTable[], tree: SquashedTree<unknown>): DiveReport {
  const { tally, paths, userBytes } = tallyLayers(layers, tree)
  const inefficientPaths = [...paths.all()].flatMap(([path, number]) => {
    const repeated = tally.repeated.get(number)
    return repeated === undefined ? [] : { path, ...repeated }
  })
  inefficientPaths.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
  return { figures: figuresOf(tally, userBytes), inefficientPaths }
}

function figuresOf({ efficiency, wastedBytes }: Tally, userBytes: number): DiveFigures {
  const wastedUserPercent = userBytes === 0 ? Math.sign(wastedBytes) : wastedBytes / userBytes
  return { efficiency, wastedBytes, wastedUserPercent }
}

function tallyLayers(
  layers: readonly EntryTable[],
  tree: SquashedTree<unknown>,
): { tally: Tally; paths: DivePaths; userBytes: number } {
  const lone = loneEntries(layers, tree)
  const paths = new DivePaths()
  const stack = new DiveStack(paths)
  const tally = new Tally(paths)
  let userBytes = 0
  for (const [index, layer] of layers.entries()) {
    const { bytes, loneBytes } = paths.readLayer(layer, lone[index]!)
    if (index > 0) userBytes += bytes
    if (index === 0) stack.putFirst()
    const end = countLeaves(paths, stack, tally)
    tally.countLone(end === null ? loneBytes : loneBytesBefore(end, layer, lone[index]!))
    stack.putLayer()
  }
  return { tally, paths, userBytes }
}

/** The bytes of a layer's lone entries that dive visits before `end`. */
function loneBytesBefore(end: string, layer: EntryTable, lone: Uint8Array): number {
  let bytes = 0
  for (let row = 0; row < layer.length; row++) {
    if (lone[row] === 1 && visitOrder(layer.path(row), end) < 0) bytes += layer.size(row)
  }
  return bytes
}

/** Adds the leaves of the layer at hand to the tally. Returns where dive stops to read the layer, if it does. */
function countLeaves(paths: DivePaths, stack: DiveStack, tally: Tally): string | null {
  const { flags, sizes } = paths.columns
  const whiteouts = paths.whiteouts.filter(({ number }) => (flags[number]! & LEAF) !== 0)
  const hiddenBytes = stack.bytesAt(whiteouts.map(({ hidden }) => hidden.number))
  const missing = whiteouts.filter(({ hidden }) => !hiddenBytes.has(hidden.number))
  const end = missing.length === 0 ? null : missing.reduce((a, b) => (visitOrder(a.path, b.path) < 0 ? a : b))
  const unread = end && new Set(paths.visitedFrom(end.path))
  for (const path of paths.layerPaths) {
    if ((flags[path]! & (LEAF | WHITEOUT)) === LEAF && !unread?.has(path)) tally.count(path, sizes[path]!)
  }
  for (const { number, hidden } of whiteouts) {
    if (!unread?.has(number)) tally.count(hidden.number, hiddenBytes.get(hidden.number)!)
  }
  if (end) tally.countMissing(end.hidden.number)
  return end?.path ?? null
}

/** Adds up what dive's EfficiencyData (dive/filetree/efficiency.go) has for each path. */
class Tally {
  wastedBytes = 0
  /** What was counted more than once, by its number. */
  readonly repeated = new Map<number, { count: number; bytes: number }>()
  readonly #paths: DivePaths
  /** The smallest sizes of all paths, and all sizes of all paths. */
  #minimum = 0
  #discovered = 0
  readonly #missing = new Set<number>()

  constructor(paths: DivePaths) {
    this.#paths = paths
  }

  /** Counts entries that nothing else bears on by their bytes. */
  countLone(bytes: number): void {
    this.#minimum += bytes
    this.#discovered += bytes
  }

  count(path: number, size: number): void {
    const { times, smallest } = this.#paths.columns
    this.#discovered += size
    if (times[path] === 0) {
      times[path] = 1
      smallest[path] = size
      this.#minimum += size
      return
    }
    this.#repeat(path, times[path] === 1 ? smallest[path]! : 0, size)
    times[path] = 2
    if (size < smallest[path]!) {
      this.#minimum -= smallest[path]! - size
      smallest[path] = size
    }
  }

  #repeat(path: number, firstSize: number, size: number): void {
    this.wastedBytes += firstSize + size
    const repeated = this.repeated.get(path)
    if (repeated === undefined) this.repeated.set(path, { count: 2, bytes: firstSize + size })
    else {
      repeated.count++
      repeated.bytes += size
    }
  }

  /** Notes a path whose size was not found: dive takes it for -1 byte unless it finds one elsewhere. */
  countMissing(path: number): void {
    this.#missing.add(path)
  }

  get efficiency(): number {
    if (this.#discovered === 0) return 1
    const { times } = this.#paths.columns
    const never = [...this.#missing].filter((path) => times[path] === 0)
    return (this.#minimum - never.length) / this.#discovered
  }
}
