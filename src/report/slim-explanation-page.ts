import { createPalette } from './palette.ts'
import type { SlimExplanation } from './slim-document.ts'
import { onOneLine, printable } from './terminal-text.ts'

/** What `imgpeek slim --explain` prints: the path, and below it what led to it; ended by a newline. */
export function renderSlimExplanation({ chain }: SlimExplanation, { color }: { readonly color: boolean }): string {
  const palette = createPalette(color)
  const lines = chain.map(({ path, keep, reason, says }, index) => {
    const verdict = index > 0 ? '' : keep ? palette.good('kept     ') : palette.warning('dropped  ')
    const indent = index === 0 ? '' : `${'  '.repeat(index - 1)}  because of `
    return `${indent}${verdict}${printable(path)}  ${palette.quiet(`${onOneLine(says)} (${onOneLine(reason)})`)}`
  })
  return `${lines.join('\n')}\n`
}
