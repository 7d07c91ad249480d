import type { Span } from '../line.ts'
import type { Fact } from '../page/fact.ts'
import { formatCount } from '../quantity.ts'
import type { TableStyle } from '../table.ts'
import { onOneLine, printable } from '../terminal-text.ts'
import type { LayerName } from '../why-document.ts'

/** How the facts of an answer are drawn. */
export interface WhyStyle extends TableStyle {
  /** Columns beside the label. */
  readonly room: number
  /** Most rows of each list; 0 for all. */
  readonly limit: number
}

/** A line of an answer. */
export interface WhyFact extends Fact {
  /** Whether it is shown whole, however wide: a path that is cut names nothing. */
  readonly whole?: boolean
}

/** A line without its label. */
export type WhyLine = Omit<WhyFact, 'label'>

/** A path, with what stands before it. */
export function pathLine(path: string, before: readonly Span[] = []): WhyLine {
  return { value: [...before, printable(path)], whole: true }
}

/** Lines under one label. */
export function labelled(label: string, lines: readonly WhyLine[]): WhyFact[] {
  return lines.map((line, i) => ({ ...line, label: i === 0 ? label : '' }))
}

/** As many lines as the limit allows, then how many more there are. */
export function limited(lines: readonly WhyLine[], { limit, palette }: Pick<WhyStyle, 'limit' | 'palette'>): WhyLine[] {
  // A line that says that there is one more could as well be that one.
  if (limit === 0 || lines.length <= limit + 1) return [...lines]
  const more = `and ${formatCount(lines.length - limit)} more: --limit 0`
  return [...lines.slice(0, limit), { value: [{ text: `  ${more}`, style: palette.quiet }] }]
}

/** What is said where there is nothing to say; not that there is nothing. */
export function nothingToTell({ palette }: WhyStyle): WhyLine {
  return { value: [{ text: 'nothing that can be told', style: palette.quiet }] }
}

/** `layer 2  RUN make install` */
export function layerSpans({ layer, instruction }: LayerName, { palette }: WhyStyle): Span[] {
  return [`layer ${layer}`, { text: instruction === null ? '' : `  ${onOneLine(instruction)}`, style: palette.quiet }]
}
