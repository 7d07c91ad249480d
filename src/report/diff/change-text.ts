import type { Change } from '../diff-document.ts'
import type { Palette } from '../palette.ts'
import { formatBytes, formatCount } from '../quantity.ts'

/** By how much bytes grew; below 0 where they shrank. What is not there is 0. */
export function growthOf({ before, after }: Change<number>): number {
  return (after ?? 0) - (before ?? 0)
}

/** Bytes before and after: `7.4 MB → 7.8 MB`; once where that is the same. */
export function bytesText({ before, after }: Change<number>): string {
  const [was, is] = [formatBytes(before ?? 0), formatBytes(after ?? 0)]
  return was === is ? is : `${was} → ${is}`
}

/** Looks of a difference in bytes that `formatByteChange` made. */
export function growthStyle(palette: Palette): (text: string) => string {
  return (text) => (text.startsWith('-') ? palette.good(text) : text.startsWith('+') ? palette.warning(text) : text)
}

/** How many there are of each kind that has any: `1 removed, 11 upgraded`; by its name, or its word where it has one. */
export function countsText<Kind extends string>(
  kinds: readonly Kind[],
  counts: Readonly<Record<Kind, number>>,
  words: Readonly<Partial<Record<string, string>>> = {},
): string {
  return kinds
    .flatMap((kind) => (counts[kind] > 0 ? `${formatCount(counts[kind])} ${words[kind] ?? kind}` : []))
    .join(', ')
}

/** What changes of paths are called where their kinds do not read as words behind a number. */
export const FILE_CHANGE_WORDS: Readonly<Partial<Record<string, string>>> = { metadata: 'in metadata' }
