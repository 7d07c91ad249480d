import type { EntryTable } from '../layer/entry-table.ts'
import { visitOrder } from './dive-visit-order.ts'

/** What is known of each path, by its number. */
interface PathColumns {
  /** The number of the path above; 0 is the root. */
  readonly parents: Int32Array

  /** The last layer that has the path, counted from 1; 0 is none. The next two are of that layer. */
  readonly layers: Int32Array
  /** Bits: LEAF, DIRECTORY, WHITEOUT. */
  readonly flags: Uint8Array
  readonly sizes: Float64Array

  /** When the stack of the layers below last got the path, in ticks of `DiveStack`, 0 for never; the next two are of then. */
  readonly stackedAt: Int32Array
  readonly stackedFlags: Uint8Array
  readonly stackedSizes: Float64Array

  /** How often the path was counted, up to 2, and the smallest size it had then. */
  readonly times: Uint8Array
  readonly smallest: Float64Array
}

/** Of a path that has nothing below it. */
export const LEAF = 1
/** Of a directory that has an entry of its own. */
export const DIRECTORY = 2
/** Of a name that begins with `.wh.`. */
export const WHITEOUT = 4

/** A whiteout and the path that it hides. */
interface Whiteout {
  readonly number: number
  readonly path: string
  readonly hidden: { readonly number: number; readonly path: string }
}

/**
 * Every path of the layers read so far, those included that tars only imply, as dive's trees have them (`AddPath` in
 * dive/filetree/file_tree.go). Paths are numbered, parents before children, and what is known of them stands in columns: an
 * object for each would cost several times as much as all the arithmetic.
 */
export class DivePaths {
  /** Replaced when they are full, which only `readLayer` brings about. */
  columns = allocate(1024)
  /** How many paths there are, with the root, which is not counted otherwise. */
  count = 1
  /** The layer at hand, counted from 1, the numbers of its paths, and its whiteouts. */
  layer = 0
  layerPaths: number[] = []
  whiteouts: Whiteout[] = []
  /** In the order of the numbers. */
  readonly #numbers = new Map<string, number>()
  /**
   * The directories on the way to the entry before, with their numbers, the root first. Most tars go through a directory before
   * they leave it, so that the parent of the next entry is among these and need not be looked up.
   */
  #open: string[] = ['']
  #openNumbers: number[] = [0]

  /** Makes `entries` the layer at hand, all but the lone ones. Returns the sums of all sizes and of those of lone entries. */
  readLayer(entries: EntryTable, lone: Uint8Array): { bytes: number; loneBytes: number } {
    this.layer++
    this.layerPaths = []
    this.whiteouts = []
    this.#open = ['']
    this.#openNumbers = [0]
    const { sizes } = entries.columns
    let bytes = 0
    let loneBytes = 0
    for (let row = 0; row < entries.length; row++) {
      const size = sizes[row]!
      bytes += size
      if (lone[row] === 1) loneBytes += size
      else this.#add(entries.path(row), size, entries.type(row) === 'directory')
    }
    return { bytes, loneBytes }
  }

  /** Every path with its number. */
  all(): Iterable<[path: string, number: number]> {
    return this.#numbers
  }

  /** The layer's paths that dive visits no earlier than `first`. Looks at the paths of all layers. */
  *visitedFrom(first: string): Generator<number> {
    const { layers } = this.columns
    for (const [path, number] of this.#numbers) {
      if (layers[number] === this.layer && visitOrder(path, first) >= 0) yield number
    }
  }

  /** Puts an entry into the layer at hand, with all above it; of one with a `.wh..wh.` name only what is above that. */
  #add(path: string, size: number, isDirectory: boolean): void {
    let last = this.#open.length - 1
    let above = this.#open[last]!
    while (!isBelow(path, above)) {
      this.#open.pop()
      this.#openNumbers.pop()
      above = this.#open[--last]!
    }
    let parent = this.#openNumbers[last]!
    let name = above.length + 1
    while (name < path.length && !path.startsWith('.wh..wh.', name)) {
      const slash = path.indexOf('/', name)
      if (slash < 0) {
        const number = this.#place(path, parent, name)
        const { sizes, flags } = this.columns
        sizes[number] = size
        if (isDirectory) {
          flags[number]! |= DIRECTORY
          this.#open.push(path)
          this.#openNumbers.push(number)
        } else flags[number]! &= ~DIRECTORY
        return
      }
      above = path.slice(0, slash)
      parent = this.#place(above, parent, name)
      this.#open.push(above)
      this.#openNumbers.push(parent)
      name = slash + 1
    }
  }

  /** The number of a path that ends in a name at offset `name`, after it was put into the layer at hand below its parent. */
  #place(path: string, parent: number, name: number): number {
    const number = this.#numbers.get(path) ?? this.#create(path, parent, name)
    const { layers, flags, sizes } = this.columns
    if (layers[number] === this.layer) return number
    layers[number] = this.layer
    flags[number] = (flags[number]! & WHITEOUT) | LEAF
    sizes[number] = 0
    flags[parent]! &= ~LEAF
    this.layerPaths.push(number)
    if ((flags[number]! & WHITEOUT) !== 0) {
      this.whiteouts.push({ number, path, hidden: this.#hiddenBy(path, parent, name) })
    }
    return number
  }

  #hiddenBy(path: string, parent: number, name: number): Whiteout['hidden'] {
    const hidden = path.slice(0, name) + path.slice(name + '.wh.'.length)
    return { path: hidden, number: this.#numbers.get(hidden) ?? this.#create(hidden, parent, name) }
  }

  #create(path: string, parent: number, name: number): number {
    const number = this.count++
    if (number === this.columns.parents.length) this.columns = copied(this.columns, 2 * number)
    this.#numbers.set(path, number)
    this.columns.parents[number] = parent
    if (path.startsWith('.wh.', name)) this.columns.flags[number] = WHITEOUT
    return number
  }
}

function isBelow(path: string, directory: string): boolean {
  // not startsWith: V8 makes a loop over characters of it that takes longer than all else here
  return directory === '' || (path.charCodeAt(directory.length) === 0x2f && path.lastIndexOf(directory, 0) === 0)
}

function allocate(room: number): PathColumns {
  return {
    parents: new Int32Array(room),
    layers: new Int32Array(room),
    flags: new Uint8Array(room),
    sizes: new Float64Array(room),
    stackedAt: new Int32Array(room),
    stackedFlags: new Uint8Array(room),
    stackedSizes: new Float64Array(room),
    times: new Uint8Array(room),
    smallest: new Float64Array(room),
  }
}

function copied(columns: PathColumns, room: number): PathColumns {
  const copy = allocate(room)
  for (const name of Object.keys(columns) as (keyof PathColumns)[]) copy[name].set(columns[name])
  return copy
}
