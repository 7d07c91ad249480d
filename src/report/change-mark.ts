import type { LayerEntry } from './layers-document.ts'
import type { Palette } from './palette.ts'

/** How the mark of a change looks, and what is said of such changes. */
export function changeStyle(change: LayerEntry['change'], palette: Palette): (text: string) => string {
  if (change === 'A') return palette.good
  if (change === 'M') return palette.warning
  return change === 'D' ? palette.bad : palette.quiet
}
