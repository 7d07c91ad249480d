import { markdownTable } from 'markdown-table'
import { fetchedText } from './gate/fetched-text.ts'
import { changeText, figureText } from './gate/figure.ts'
import { type Block, fittedBlocks } from './gate/fitted-blocks.ts'
import { causeFate, causePlace, causesBySign, causeVersions, growthText, splitTexts } from './gate/growth-text.ts'
import { markdownSentence } from './gate/markdown-sentence.ts'
import { baselineText, brief, briefInstruction, imageName, offenderParts, termsText } from './gate/result-text.ts'
import { type Outcome, verdictText, worstFirst } from './gate/verdict.ts'
import type { BudgetResult, GateDocument, GatedSection } from './gate-document.ts'
import type { GrowthCause, GrowthSection } from './growth-section.ts'
import { codeSpan } from './markdown-text.ts'
import { formatByteChange, formatCount } from './quantity.ts'

/** What the comment begins with, hidden, so that a script finds the one that it wrote before. */
const MARKER = '<!-- imgpeek-gate -->'
/** The most characters that GitHub takes for a comment; counted in bytes here, of which there are no fewer. */
const MOST_OF_COMMENT = 65_536
/** The most bytes that GitHub takes for the summary of a step (1 MiB). */
const MOST_OF_SUMMARY = 1_048_576
/** Most growths that stand in the comment unfolded. */
const MOST_GROWTHS = 10
/** Most things to blame for one rule. */
const MOST_OFFENDERS = 20

const ICONS: Readonly<Record<Outcome, string>> = { pass: '✅', warn: '⚠️', fail: '❌', skip: '⏭️', off: '🔕' }

/** A gate as the comment on a pull request, in GitHub Flavored Markdown. It begins with `<!-- imgpeek-gate -->`. */
export function renderGateMarkdown(document: GateDocument): string {
  return `${MARKER}\n${rendered(document, MOST_OF_COMMENT - MARKER.length - 1)}`
}

/** The same for the summary of a step of GitHub Actions (`$GITHUB_STEP_SUMMARY`), which may be longer. */
export function renderGateSummary(document: GateDocument): string {
  return rendered(document, MOST_OF_SUMMARY)
}

function rendered(document: GateDocument, limit: number): string {
  const { images, verdict, reference } = document
  const blocks = [
    { head: [`### ${ICONS[verdict]} ${code(reference)}: ${verdictText(images)}`] },
    ...(document.notes.length > 0
      ? [{ head: [], rows: document.notes.map((note) => `> ${markdownSentence(note)}`) }]
      : []),
    ...worstFirst(images).flatMap((image) => imageBlocks(image, images.length === 1)),
    ...folded(
      `Warnings (${document.warnings.length})`,
      document.warnings.map((warning) => `- ${markdownSentence(warning)}`),
    ),
    { head: [`<sub>${fetchedText(document)}</sub>`] },
  ]
  return fittedBlocks(blocks, limit, (rows) => `… and ${formatCount(rows)} more`)
}

function imageBlocks(image: GatedSection, isAlone: boolean): Block[] {
  const { results, growth, verdict } = image
  const details = results.filter(({ outcome }) => outcome !== 'pass')
  const title = `#### ${ICONS[verdict]} ${codeSpan(imageName(image))}: ${verdictText([image])}`
  return [
    ...(isAlone ? [] : [{ head: [title] }]),
    resultTable(results),
    ...(growth === null ? [] : growthBlocks(growth, image)),
    ...folded(`Why, and what is to blame (${details.length})`, details.flatMap(detailLines)),
    ...(image.baseline === null ? [] : [{ head: [`<sub>${markdownSentence(baselineText(image))}</sub>`] }]),
  ]
}

function resultTable(results: readonly BudgetResult[]): Block {
  return table(
    [
      { title: '', align: 'c' },
      { title: 'Budget', align: 'l' },
      { title: 'Now', align: 'r' },
      { title: 'Allowed', align: 'r' },
      { title: 'Change', align: 'r' },
    ],
    results.map((result) => [
      ICONS[result.outcome],
      nameOf(result),
      figureText(result.actual, result.unit),
      figureText(result.limit, result.unit),
      changeText(result),
    ]),
  )
}

function growthBlocks(growth: GrowthSection, { baseline }: GatedSection): Block[] {
  const { grown, other } = causesBySign(growth.causes)
  const since = baseline === null ? '' : ` since ${code(baseline.reference)}`
  const rest = [...grown.slice(MOST_GROWTHS), ...other]
  const more = growth.moreCauses > 0 ? ` and ${formatCount(growth.moreCauses)} more that are not listed` : ''
  return [
    { head: [`**What grew${since}:** ${growthText(growth)}  `, markdownSentence(splitTexts(growth).join('; '))] },
    ...(grown.length > 0 ? [causeTable(grown.slice(0, MOST_GROWTHS))] : []),
    ...(rest.length > 0 ? foldedBlock(`Other changes (${rest.length}${more})`, causeTable(rest)) : []),
  ]
}

function causeTable(causes: readonly GrowthCause[]): Block {
  return table(
    [
      { title: 'Change', align: 'r' },
      { title: 'Package', align: 'l' },
      { title: 'Path', align: 'l' },
      { title: 'Instruction', align: 'l' },
    ],
    causes.map((cause) => [
      words(formatByteChange(cause.bytes), causeFate(cause)),
      words(code(cause.package), code(causeVersions(cause) || null)),
      code(causePlace(cause)),
      words(
        cause.origin === 'base' ? 'base image' : '',
        cause.instruction === null ? '' : codeSpan(briefInstruction(cause.instruction)),
      ),
    ]),
  )
}

/** Text of an image as code; nothing for none. */
function code(text: string | null): string {
  return text === null ? '' : codeSpan(brief(text))
}

function words(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ')
}

/** A rule that does not simply hold: its message, its terms and what is to blame, as an item of a list. */
function detailLines(result: BudgetResult): string[] {
  const more = result.offenders.length - MOST_OFFENDERS
  return [
    `- ${ICONS[result.outcome]} **${nameOf(result)}** (${code(result.origin)}): ${markdownSentence(result.message)}`,
    ...termsText(result).map((text) => `  - ${markdownSentence(text)}`),
    ...result.offenders
      .slice(0, MOST_OFFENDERS)
      .map(
        (offender) =>
          `  - ${words(...offenderParts(offender).map(({ text, ofImage }) => (ofImage ? codeSpan(text) : text)))}`,
      ),
    ...(more > 0 ? [`  - and ${formatCount(more)} more`] : []),
  ]
}

function nameOf({ title, subject }: BudgetResult): string {
  return subject === null ? title : `${title} ${code(subject)}`
}

/** Lines that show when they are asked for; nothing without lines. The title is a piece of HTML. */
function folded(title: string, lines: readonly string[]): Block[] {
  return lines.length === 0 ? [] : foldedBlock(title, { head: [], rows: lines })
}

function foldedBlock(title: string, { head, rows = [] }: Block): Block[] {
  return [{ head: [`<details><summary>${title}</summary>`, '', ...head], rows, foot: ['', '</details>'] }]
}

interface TableColumn {
  readonly title: string
  readonly align: 'l' | 'r' | 'c'
}

function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): Block {
  const lines = markdownTable([columns.map(({ title }) => title), ...rows.map((row) => [...row])], {
    align: columns.map(({ align }) => align),
    alignDelimiters: false,
  }).split('\n')
  return { head: lines.slice(0, 2), rows: lines.slice(2) }
}
