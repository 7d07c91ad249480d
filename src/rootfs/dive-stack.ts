import { DIRECTORY, type DivePaths, WHITEOUT } from './dive-paths.ts'
import { visitOrder } from './dive-visit-order.ts'

/**
 * The layers below the one at hand, put on top of each other (`StackTreeRange` in dive/filetree/file_tree.go). dive goes through
 * a layer's tree in the order of `visitOrder`, so that a whiteout takes away what its own layer has at the same path only where
 * that comes first: `.wh..a` after `.a`, but `.wh.a` before `a`. Three ticks a layer say as much, without walking the trees.
 */
export class DiveStack {
  readonly #paths: DivePaths
  /** When the stack last lost a path, in ticks. */
  readonly #removedAt = new Map<number, number>()

  constructor(paths: DivePaths) {
    this.#paths = paths
  }

  /** Puts the first layer on the stack as dive does before anything else, with its whiteouts as if they were files. */
  putFirst(): void {
    for (const path of this.#paths.layerPaths) this.#put(path, 1)
  }

  /** Puts the layer at hand on the stack. */
  putLayer(): void {
    const { layer, layerPaths, whiteouts } = this.#paths
    const { flags } = this.#paths.columns
    const tick = 3 * layer
    for (const { path, hidden } of whiteouts) {
      const isAfter = visitOrder(hidden.path, path) < 0
      this.#removedAt.set(hidden.number, Math.max(this.#removedAt.get(hidden.number) ?? 0, isAfter ? tick + 2 : tick))
    }
    for (const path of layerPaths) if ((flags[path]! & WHITEOUT) === 0) this.#put(path, tick + 1)
  }

  /** What deleting each of these paths takes from the stack, in bytes: 0 if it is no directory. Paths not there are left out. */
  bytesAt(paths: readonly number[]): Map<number, number> {
    const { stackedFlags } = this.#paths.columns
    const there = paths.filter((path) => this.#has(path))
    const isDirectory = (path: number): boolean => (stackedFlags[path]! & DIRECTORY) !== 0
    const totals = there.some(isDirectory) ? this.#totals() : []
    return new Map(there.map((path) => [path, isDirectory(path) ? totals[path]! : 0]))
  }

  #has(path: number): boolean {
    const { parents, stackedAt } = this.#paths.columns
    for (let above = path; above !== 0; above = parents[above]!) {
      if ((this.#removedAt.get(above) ?? 0) >= stackedAt[path]!) return false
    }
    return true
  }

  /** For each path the bytes that the stack has at and below it. */
  #totals(): Float64Array {
    const { count } = this.#paths
    const { parents, stackedAt, stackedSizes } = this.#paths.columns
    const goneAt = new Int32Array(count)
    for (const [path, tick] of this.#removedAt) goneAt[path] = tick
    const totals = new Float64Array(count)
    for (let path = 1; path < count; path++) {
      const above = goneAt[parents[path]!]!
      if (above > goneAt[path]!) goneAt[path] = above
      if (stackedAt[path]! > goneAt[path]!) totals[path] = stackedSizes[path]!
    }
    for (let path = count - 1; path > 0; path--) totals[parents[path]!]! += totals[path]!
    return totals
  }

  #put(path: number, tick: number): void {
    const { stackedAt, stackedFlags, stackedSizes, flags, sizes } = this.#paths.columns
    stackedAt[path] = tick
    stackedFlags[path] = flags[path]!
    stackedSizes[path] = sizes[path]!
  }
}
