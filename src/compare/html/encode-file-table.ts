import { printable } from '../../report/terminal-text.ts'
import { displayPath } from '../../rootfs/path.ts'
import { type FileMatrix, imagesOf } from './file-matrix.ts'
import { ENTRY_COLUMNS, type FileTableHeader } from './report-data.ts'
import { encodeVarints } from './varints.ts'

/**
 * Writes a matrix as the bytes that `decodeFileTable` reads: the header's length, the header, its parts.
 * @param together see `FileTable.together`
 */
export function encodeFileTable(matrix: FileMatrix, together: number | null): Uint8Array {
  const names: string[] = []
  const depths: number[] = []
  const entriesOfPath: number[] = []
  const columns = Object.fromEntries(ENTRY_COLUMNS.map((name) => [name, [] as number[]]))
  const linkTargets = new Numbering<string>()
  const imageSets = new Numbering<number>()

  for (const { path, depth } of inTreeOrder(matrix)) {
    names.push(shown(matrix.names[path]!))
    depths.push(depth)
    const contents = new Numbering<string | null>()
    let entries = 0
    for (let entry = matrix.first[path]!; entry >= 0; entry = matrix.next[entry]!) {
      entries++
      const trait = matrix.trait[entry]!
      const content = matrix.content[entry]!
      const isLink = matrix.traits.list[trait]!.type === 'symlink'
      columns.size!.push(matrix.size[entry]!)
      columns.files!.push(matrix.files[entry]!)
      columns.trait!.push(trait)
      columns.content!.push(isLink ? linkTargets.of(content ?? '') : contents.of(content))
      columns.owner!.push(matrix.owner[entry]!)
      columns.layer!.push(matrix.layer[entry]!)
      columns.imageSet!.push(imageSets.of(matrix.images[entry]!))
    }
    entriesOfPath.push(entries)
  }

  const parts = [
    // no name has a line break any more
    Buffer.from(names.join('\n')),
    encodeVarints(depths),
    encodeVarints(entriesOfPath),
    ...ENTRY_COLUMNS.map((name) => encodeVarints(columns[name]!)),
  ]
  const header: FileTableHeader = {
    paths: names.length,
    entries: columns.size!.length,
    traits: matrix.traits.list,
    linkTargets: linkTargets.values.map(shown),
    imageSets: imageSets.values.map(imagesOf),
    together,
    parts: parts.map(({ length }) => length),
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(json.length)
  return Buffer.concat([length, json, ...parts])
}

/** Gives values numbers in the order in which they come. */
class Numbering<Value> {
  readonly values: Value[] = []
  readonly #numbers = new Map<Value, number>()

  of(value: Value): number {
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    const number = this.values.push(value) - 1
    this.#numbers.set(value, number)
    return number
  }
}

/** Every path below the root, parents before children, siblings in the tree's order. Not recursive: hostile trees are deep. */
function* inTreeOrder({ names, children }: FileMatrix): Generator<{ path: number; depth: number }> {
  const pending: { path: number; depth: number }[] = []
  const push = (directory: number, depth: number): void => {
    const below = children[directory]
    if (below === null || below === undefined) return
    const lastFirst = [...below.values()].sort((a, b) => (names[a]! < names[b]! ? 1 : -1))
    for (const path of lastFirst) pending.push({ path, depth })
  }
  push(0, 1)
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next
    push(next.path, next.depth + 1)
  }
}

/** A name or link target, fit to be shown, on one line. */
function shown(text: string): string {
  return printable(displayPath(text))
}
