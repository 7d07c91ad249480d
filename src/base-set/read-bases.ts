import { fileURLToPath } from 'node:url'
import { UsageError } from '../errors.ts'
import { ALL_BASES, type ImageListEntry } from '../image-list/image-list.ts'
import { readImageList } from '../image-list/read.ts'

/** The file that comes with the package, at its root; the code that runs is in dist/, or is not built and in src/base-set/. */
export const SHIPPED_BASES = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../bases.yaml' : '../bases.yaml', import.meta.url),
)

/** Which bases are wanted. */
export interface BaseChoice {
  /** Names of sets, any of which a base is in; without any, all bases. */
  readonly sets?: readonly string[] | undefined
  /** A file in place of the shipped one. */
  readonly file?: string | undefined
}

/**
 * Reads the bases of some sets, in the order of their file, each once.
 * @throws {UsageError} when the file is wrong or has no such set; {UnavailableError} when it cannot be read
 */
export async function readBases(choice: BaseChoice): Promise<ImageListEntry[]> {
  return chooseBases(await readImageList(choice.file ?? SHIPPED_BASES), choice)
}

/**
 * The entries of the file that are in some sets.
 * @throws {UsageError} when there is no such set
 */
export function chooseBases(entries: readonly ImageListEntry[], { sets = [], file }: BaseChoice): ImageListEntry[] {
  const known = setNames(entries)
  const unknown = sets.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    const where = file === undefined ? '' : ` in ${file}`
    throw new UsageError(`There is no set "${unknown}"${where}; there is ${known.join(', ')}.`)
  }
  const wanted = new Set(sets.length === 0 ? [ALL_BASES] : sets)
  return entries.filter((entry) => wanted.has(ALL_BASES) || entry.sets.some((name) => wanted.has(name)))
}

/** The sets that entries name, in the order of the file, behind the one that holds all. */
export function setNames(entries: readonly ImageListEntry[]): string[] {
  return [...new Set([ALL_BASES, ...entries.flatMap((entry) => entry.sets)])]
}
