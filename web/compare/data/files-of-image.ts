import type { FileTable } from '../../../src/compare/html/report-data.ts'

/** Of each path: the entry that an image has there plus 1, or 0 where it has none. */
export function entriesByPath(table: FileTable, image: number): Uint32Array {
  const has = table.imageSets.map((images) => images.includes(image))
  const entries = new Uint32Array(table.names.length)
  for (let entry = 0; entry < table.path.length; entry++) {
    if (has[table.imageSet[entry]!]) entries[table.path[entry]!] = entry + 1
  }
  return entries
}

/** The bytes that an entry adds to the image's content: none for what is no regular file, and for a second hard link. */
export function countedBytes(table: FileTable, entry: number): number {
  return table.traits[table.trait[entry]!]!.counted ? table.size[entry]! : 0
}

/** An absolute path. */
export function pathText({ names, parents }: FileTable, path: number): string {
  const parts: string[] = []
  for (let at = path; at !== 0; at = parents[at]!) parts.push(names[at]!)
  return `/${parts.reverse().join('/')}`
}
