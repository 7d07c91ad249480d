import { formatCount } from './quantity.ts'
import { commandLine } from './shell-words.ts'
import type { CommandEnd, Difference, RequestAnswer, RunVerdict, SlimVerification } from './slim-verification.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine, printable, truncate, wrap } from './terminal-text.ts'

/** Lines of a diff that stand on the page. */
const MOST_PATCH_LINES = 12

const COLUMNS: readonly Column[] = [
  { title: 'Answer', align: 'left' },
  { title: 'Source', align: 'left' },
  { title: 'Result', align: 'left' },
  { title: 'To', align: 'left', flexible: true },
]

/** A command or a request, whichever it was, as it stands on the page. */
interface Answered {
  readonly asked: string
  readonly verdict: RunVerdict
  readonly source: string
  readonly result: string
  readonly differences: readonly Difference[]
}

/** What came of running source and result side by side: a table, and below it what differs. */
export async function verificationLines(verification: SlimVerification, style: TableStyle): Promise<string[]> {
  const answered = allOf(verification)
  const rows = answered.map(({ asked, verdict, source, result }) => [verdict, source, result, onOneLine(asked)])
  const details = answered.flatMap((one) => (one.differences.length === 0 ? [] : detailLines(one, style)))
  return [...(await renderTable(COLUMNS, rows, style)), ...details]
}

/** Such as `Run by runc, without a network`. */
export function verificationTitle({ runtime, network }: SlimVerification): string {
  return `Run by ${runtime}, ${network ? 'with' : 'without'} a network`
}

/** Such as `2 of 3 answered as before`. */
export function verificationSummary(verification: SlimVerification): string {
  const answered = allOf(verification)
  const good = answered.filter(({ verdict }) => verdict !== 'differs').length
  const count = formatCount(answered.length)
  return good === answered.length
    ? `run by ${verification.runtime}, all of ${count} answered as before`
    : `${formatCount(answered.length - good)} of ${count} did not answer as before`
}

function allOf({ commands, requests }: SlimVerification): Answered[] {
  return [
    ...commands.map(({ command, source, result, ...rest }) => ({
      ...rest,
      asked: command.length === 0 ? "(the image's own command)" : commandLine(command),
      source: endOf(source),
      result: endOf(result),
    })),
    ...requests.map(({ port, path, source, result, ...rest }) => ({
      ...rest,
      asked: `http :${port}${path}`,
      source: answerOf(source),
      result: answerOf(result),
    })),
  ]
}

function endOf(end: CommandEnd | null): string {
  return end === null ? 'none' : `exit ${end.exitCode}`
}

function answerOf(answer: RequestAnswer | null): string {
  return answer === null ? 'none' : String(answer.status)
}

/** What differs of one of them, below what was asked. */
function detailLines({ asked, differences }: Answered, style: TableStyle): string[] {
  const name = truncate(onOneLine(asked), style.width - 2)
  return ['', `  ${name}`, ...differences.flatMap((difference) => differenceLines(difference, style))]
}

function differenceLines({ says, patch }: Difference, style: TableStyle): string[] {
  const said = wrap(onOneLine(says), style.width - 4).map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)
  return [...said, ...patchLines(patch, style).map((line) => `    ${line}`)]
}

function patchLines(patch: string | null, { width, palette }: TableStyle): string[] {
  if (patch === null) return []
  const lines = patch.trimEnd().split('\n').slice(2) // without the names
  const shown = lines.slice(0, MOST_PATCH_LINES).map((line) => truncate(printable(line), width - 4))
  const left = lines.length - shown.length
  return left > 0 ? [...shown, palette.quiet(`and ${formatCount(left, 'line')} more: --json`)] : shown
}
