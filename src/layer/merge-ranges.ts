import type { ByteRange } from './file-content.ts'

/** The ranges in order, cut to a file of `size` bytes, those that overlap or touch as one. */
export function mergeRanges(ranges: readonly ByteRange[], size: number): ByteRange[] {
  const merged: { start: number; end: number }[] = []
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    const from = Math.max(0, start)
    const bounded = Math.min(end, size)
    if (last !== undefined && from <= last.end) last.end = Math.max(last.end, bounded)
    else if (from < bounded) merged.push({ start: from, end: bounded })
  }
  return merged
}
