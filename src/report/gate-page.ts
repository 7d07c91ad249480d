import { fetchedText } from './gate/fetched-text.ts'
import { changeText, figureText } from './gate/figure.ts'
import {
  causeFate,
  causeMaker,
  causePlace,
  causesBySign,
  causeVersions,
  growthText,
  splitTexts,
} from './gate/growth-text.ts'
import { baselineText, brief, imageName, offenderText, resultName, termsText } from './gate/result-text.ts'
import { OUTCOME_WORD, type Outcome, verdictText, worstFirst } from './gate/verdict.ts'
import type { BudgetResult, GateDocument, GatedSection } from './gate-document.ts'
import type { GrowthCause, GrowthSection } from './growth-section.ts'
import { renderLine } from './line.ts'
import { createPalette, type Palette } from './palette.ts'
import { formatByteChange, formatCount } from './quantity.ts'
import type { ReportStyle } from './report-format.ts'
import { renderTable, type TableStyle } from './table.ts'
import { onOneLine, wrap } from './terminal-text.ts'

/** Most things to blame for one rule; JSON has all. */
const MOST_OFFENDERS = 5
/** Most causes of growth, and of what it is less. */
const MOST_CAUSES = 10
const MARGIN = '  '
/** Where the name of what grew stands. */
const CAUSE_COLUMN = 14
/** Where a rule's explanation stands: under its name. */
const INDENT = ' '.repeat(8)

/** What `imgpeek gate` prints, ended by a newline: the verdict, what fails, what grew, what holds, what was fetched. */
export async function renderGatePage(document: GateDocument, { width, color }: ReportStyle): Promise<string> {
  const style = { width, palette: createPalette(color) }
  const isAlone = document.images.length === 1
  const parts = [
    [verdictLine(document.verdict, document.reference, verdictText(document.images), style)],
    ...(await Promise.all(worstFirst(document.images).map((image) => imageParts(image, isAlone, style)))).flat(),
    closingLines(document, style),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function verdictLine(outcome: Outcome, name: string, said: string, { width, palette }: TableStyle): string {
  const word = { text: OUTCOME_WORD[outcome], style: outcomeStyle(outcome, palette) }
  return renderLine([word, `  ${said}`, { text: `  ${brief(name)}`, style: palette.quiet }], width)
}

async function imageParts(image: GatedSection, isAlone: boolean, style: TableStyle): Promise<string[][]> {
  const { results, growth } = image
  const missed = results.filter(({ outcome }) => outcome === 'fail' || outcome === 'warn')
  const skipped = results.filter(({ outcome }) => outcome === 'skip' || outcome === 'off')
  return [
    ...(isAlone ? [] : [[verdictLine(image.verdict, imageName(image), verdictText([image]), style)]]),
    ...missed.map((result) => resultLines(result, style)),
    ...(growth === null ? [] : [growthLines(growth, image, style)]),
    await passedLines(results, style),
    skipped.flatMap((result) => resultLines(result, style)),
    wrap(baselineText(image), style.width)
      .filter((line) => line !== '')
      .map(style.palette.quiet),
  ]
}

/** A rule that does not simply hold: what it says, why it is there, and what is to blame. */
function resultLines(result: BudgetResult, style: TableStyle): string[] {
  const { width, palette } = style
  const word = {
    text: OUTCOME_WORD[result.outcome].padEnd(INDENT.length - 2),
    style: outcomeStyle(result.outcome, palette),
  }
  const origin = { text: `  ${onOneLine(result.origin)}`, style: palette.quiet }
  const more = result.offenders.length - MOST_OFFENDERS
  return [
    renderLine([MARGIN, word, { text: resultName(result), style: palette.title }, origin], width),
    ...indented(brief(result.message), width),
    ...termsText(result).flatMap((text) => indented(text, width).map(palette.quiet)),
    ...result.offenders
      .slice(0, MOST_OFFENDERS)
      .map((offender) => renderLine([`${INDENT}- ${offenderText(offender)}`], width)),
    ...(more > 0 ? [palette.quiet(`${INDENT}- and ${formatCount(more)} more: --report json`)] : []),
  ]
}

function indented(text: string, width: number): string[] {
  return wrap(text, width - INDENT.length).map((line) => INDENT + line)
}

function growthLines(growth: GrowthSection, { baseline }: GatedSection, { width, palette }: TableStyle): string[] {
  const { grown, other } = causesBySign(growth.causes)
  const shown = [...grown.slice(0, MOST_CAUSES), ...other.slice(0, MOST_CAUSES)]
  const more = growth.causes.length - shown.length + growth.moreCauses
  const since = baseline === null ? '' : ` since ${brief(baseline.reference)}`
  return [
    renderLine([{ text: `What grew${since}`, style: palette.heading }], width),
    ...[growthText(growth), ...splitTexts(growth)].flatMap((text) =>
      wrap(text, width - 2).map((line) => MARGIN + line),
    ),
    ...shown.flatMap((cause) => causeLines(cause, { width, palette })),
    ...(more > 0 ? [palette.quiet(`${MARGIN}and ${formatCount(more)} more: --report json`)] : []),
  ]
}

/** What changed, and under it what put it there. */
function causeLines(cause: GrowthCause, { width, palette }: TableStyle): string[] {
  const bytes = {
    text: formatByteChange(cause.bytes).padStart(CAUSE_COLUMN - 2),
    style: cause.bytes > 0 ? palette.warning : palette.good,
  }
  const { package: name } = cause
  const what = [...(name === null ? [] : [brief(name), causeVersions(cause)]), causePlace(cause), causeFate(cause)]
  const line = ['', ...what.filter((text) => text !== '')].join('  ')
  const maker = causeMaker(cause)
  const indent = ' '.repeat(CAUSE_COLUMN)
  return [
    renderLine([bytes, line], width),
    ...(maker === '' ? [] : [renderLine([{ text: indent + maker, style: palette.quiet }], width)]),
  ]
}

async function passedLines(results: readonly BudgetResult[], style: TableStyle): Promise<string[]> {
  const passed = results.filter(({ outcome }) => outcome === 'pass')
  if (passed.length === 0) return []
  const lines = await renderTable(
    [
      { title: 'Rule', align: 'left', flexible: true },
      { title: 'Now', align: 'right' },
      { title: 'Allowed', align: 'right' },
      { title: 'Change', align: 'right' },
    ],
    passed.map((result) => [
      resultName(result),
      figureText(result.actual, result.unit),
      figureText(result.limit, result.unit),
      changeText(result),
    ]),
    style,
  )
  return [style.palette.heading('What holds'), ...lines]
}

function closingLines(document: GateDocument, { width, palette }: TableStyle): string[] {
  const { notes, warnings } = document
  return [
    ...notes.flatMap((note) => wrap(brief(note), width)),
    ...warnings.flatMap((warning) => wrap(brief(`! ${warning}`), width).map(palette.warning)),
    ...wrap(fetchedText(document), width).map(palette.quiet),
  ]
}

function outcomeStyle(outcome: Outcome, { good, warning, bad, quiet }: Palette): (text: string) => string {
  return { pass: good, warn: warning, fail: bad, skip: quiet, off: quiet }[outcome]
}
