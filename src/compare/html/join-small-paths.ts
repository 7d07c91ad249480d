import { FileMatrix, imagesOf, type MatrixEntry, NONE } from './file-matrix.ts'

/** What the small paths of a directory are called, together. */
const NAME = '⋯ smaller paths'
/** No file has a slash in its name. */
const KEY = '/'

/**
 * The same files with small paths joined: those that have, with all that is in them and in all forms that images have of them,
 * less than `least` bytes. Each directory has one path in their place, or where they are of several packages or layers several,
 * so that sizes by directory, package and layer stay what they are.
 */
export function joinSmallPaths(matrix: FileMatrix, least: number): FileMatrix {
  return new Joiner(matrix, pathBytes(matrix), least).join()
}

/** Of each path: the bytes of it and of all that is in it, of each path the most that any image has. */
export function pathBytes({ names, children, first, next, size }: FileMatrix): Float64Array {
  const bytes = new Float64Array(names.length)
  // backwards, because what is in a directory comes after it
  for (let path = names.length - 1; path >= 0; path--) {
    let most = 0
    for (let entry = first[path]!; entry !== NONE; entry = next[entry]!) most = Math.max(most, size[entry]!)
    bytes[path] = most
    for (const child of children[path]?.values() ?? []) bytes[path]! += bytes[child]!
  }
  return bytes
}

/** What an image has of small paths in a directory, of one package and one layer. */
interface Heap {
  readonly owner: number
  readonly layer: number
  size: number
  files: number
  /** The sum of numbers that stand for what is at each path: the same where all of it is. */
  content: number
}

class Joiner {
  readonly #from: FileMatrix
  readonly #to: FileMatrix
  readonly #bytes: Float64Array
  readonly #least: number

  constructor(from: FileMatrix, bytes: Float64Array, least: number) {
    this.#from = from
    this.#to = new FileMatrix(from.traits)
    this.#bytes = bytes
    this.#least = least
  }

  /** Not recursive: hostile trees are deep. */
  join(): FileMatrix {
    const pending = [{ from: 0, to: 0 }]
    for (const { from, to } of pending) {
      const small: number[] = []
      for (const child of this.#from.children[from]?.values() ?? []) {
        if (this.#bytes[child]! < this.#least) small.push(child)
        else pending.push({ from: child, to: this.#keep(child, to) })
      }
      if (small.length > 0) this.#heap(small, to)
    }
    return this.#to
  }

  #keep(path: number, directory: number): number {
    const kept = this.#to.pathIn(directory, this.#from.names[path]!)
    for (let entry = this.#from.first[path]!; entry !== NONE; entry = this.#from.next[entry]!) {
      this.#to.enter(kept, this.#from.images[entry]!, this.#entry(entry))
    }
    return kept
  }

  #heap(paths: readonly number[], directory: number): void {
    const ofImages = new Map<number, Map<string, Heap>>()
    const pending = [...paths]
    for (const path of pending) {
      for (const child of this.#from.children[path]?.values() ?? []) pending.push(child)
      for (let entry = this.#from.first[path]!; entry !== NONE; entry = this.#from.next[entry]!) {
        for (const image of imagesOf(this.#from.images[entry]!))
          addTo(ofImages, image, path, this.#entry(entry), this.#from)
      }
    }
    for (const [image, heaps] of ofImages) {
      const inOrder = [...heaps.values()].sort((a, b) => a.owner - b.owner || a.layer - b.layer)
      for (const [index, { owner, layer, size, files, content }] of inOrder.entries()) {
        const name = index === 0 ? NAME : `${NAME} ${index + 1}`
        const path = this.#to.pathIn(directory, name, `${KEY}${index}`)
        const trait = this.#to.traits.several
        this.#to.enter(path, 2 ** image, { owner, layer, size, files, trait, content: String(content) })
      }
    }
  }

  #entry(entry: number): MatrixEntry {
    const { size, files, trait, content, owner, layer } = this.#from
    return {
      size: size[entry]!,
      files: files[entry]!,
      trait: trait[entry]!,
      content: content[entry]!,
      owner: owner[entry]!,
      layer: layer[entry]!,
    }
  }
}

function addTo(
  ofImages: Map<number, Map<string, Heap>>,
  image: number,
  path: number,
  { size, files, trait, content, owner, layer }: MatrixEntry,
  { traits }: FileMatrix,
): void {
  const heaps = ofImages.get(image) ?? new Map<string, Heap>()
  ofImages.set(image, heaps)
  const key = `${owner} ${layer}`
  const heap = heaps.get(key) ?? { owner, layer, size: 0, files: 0, content: 0 }
  heaps.set(key, heap)
  if (traits.list[trait]!.counted) heap.size += size
  heap.files += files
  heap.content = (heap.content + numberFor(`${path} ${trait} ${size} ${content}`)) % Number.MAX_SAFE_INTEGER
}

/** Two of FNV-1a side by side: no two of a report are the same but by a chance of one in 2^50. */
function numberFor(text: string): number {
  let low = 0x811c9dc5
  let high = 0x1000193
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ (code + 1), 0x01000193)
  }
  return (low >>> 0) * 2 ** 20 + ((high >>> 0) % 2 ** 20)
}
