import type { Contribution } from '../diff-document.ts'
import { onOneLine, printable } from '../terminal-text.ts'

/** A package by its name, a place by its path. */
export function contributionName({ package: item, path, rest }: Contribution): string {
  if (item !== null) return onOneLine(item.name)
  return placeName(path ?? '', rest)
}

/** A path; of a directory whose parts stand for themselves, what is left. */
export function placeName(path: string, rest: boolean): string {
  return rest ? `rest of ${printable(path)}` : printable(path)
}
