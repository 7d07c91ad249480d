import { renderLine, type Span } from '../line.ts'
import type { PageStyle } from './section.ts'

/** A named value on a line of its own. */
export interface Fact {
  readonly label: string
  readonly value: readonly Span[]
}

/** Facts under each other, values aligned at column `labelWidth` (after the indent). */
export function renderFacts(
  facts: readonly Fact[],
  labelWidth: number,
  indent: number,
  style: Pick<PageStyle, 'width' | 'palette'>,
): string[] {
  const label = (text: string) => ({ text: ' '.repeat(indent) + text.padEnd(labelWidth), style: style.palette.quiet })
  return facts.map((fact) => renderLine([label(fact.label), ...fact.value], style.width))
}
