import type { Palette } from '../palette.ts'
import { formatCount } from '../quantity.ts'

/** The line under changes that the limit has cut: `and 12 more upgraded, 3 more added: --limit 0`; none where nothing was cut. */
export function leftOut(counts: readonly (readonly [kind: string, more: number])[], palette: Palette): string[] {
  const parts = counts.flatMap(([kind, more]) => (more > 0 ? `${formatCount(more)} more ${kind}` : []))
  return parts.length === 0 ? [] : [palette.quiet(`  and ${parts.join(', ')}: --limit 0`)]
}
