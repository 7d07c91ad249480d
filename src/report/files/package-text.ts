import type { PackageOf } from '../files-document.ts'
import { onOneLine, truncate } from '../terminal-text.ts'

/** Longer names are cut, so that paths begin where they can be read. */
const MOST_COLUMNS = 20

/** The package of a path, for a column; empty for none. */
export function packageText({ package: name }: PackageOf): string {
  return name === null ? '' : truncate(onOneLine(name), MOST_COLUMNS)
}
