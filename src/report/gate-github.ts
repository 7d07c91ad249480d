import { brief, explanation, imagePrefix, resultName } from './gate/result-text.ts'
import { type Violation, violationsOf } from './gate/violations.ts'
import type { GateDocument } from './gate-document.ts'
import { formatCount } from './quantity.ts'

/** Most annotations of each kind that GitHub shows of a step. */
const MOST_OF_A_KIND = 10
/** Most things to blame for one rule. */
const MOST_OFFENDERS = 10
/** Most characters that GitHub takes for the title of an annotation. */
const MOST_OF_TITLE = 255

/** What a workflow command does with its message. */
type Kind = 'error' | 'warning' | 'notice'

/**
 * A gate as workflow commands of GitHub Actions, which show as annotations: an error for a rule that fails, a warning for one that
 * warns, a notice for what else to know. Nothing else stands there: a runner would look for commands in any line. Where GitHub
 * would not show all, the last of a kind counts the rest.
 */
export function renderGateGithub(document: GateDocument): string {
  const violations = violationsOf(document)
  const ofOutcome = (kind: Kind, outcome: 'fail' | 'warn'): string[] =>
    violations.filter(({ result }) => result.outcome === outcome).map((violation) => annotation(kind, violation))
  const notices = [...document.notes, ...document.warnings]
  return [
    ...shown('error', ofOutcome('error', 'fail')),
    ...shown('warning', ofOutcome('warning', 'warn')),
    ...shown(
      'notice',
      notices.map((note) => command('notice', { title: 'imgpeek gate' }, brief(note))),
    ),
  ]
    .map((line) => `${line}\n`)
    .join('')
}

function shown(kind: Kind, commands: readonly string[]): readonly string[] {
  if (commands.length <= MOST_OF_A_KIND) return commands
  const more = commands.length - (MOST_OF_A_KIND - 1)
  return [
    ...commands.slice(0, MOST_OF_A_KIND - 1),
    command(kind, { title: 'imgpeek gate' }, `and ${formatCount(more)} more: see the other reports`),
  ]
}

function annotation(kind: Kind, { image, result, location }: Violation): string {
  return command(
    kind,
    {
      file: location.path,
      line: String(location.line),
      col: String(location.column),
      title: `${imagePrefix(image)}${resultName(result)}`.slice(0, MOST_OF_TITLE).toWellFormed(),
    },
    explanation(result, MOST_OFFENDERS).join('\n'),
  )
}

/** A workflow command, its message and properties escaped as the runner undoes it (`ActionCommand` of actions/runner). */
function command(kind: Kind, properties: Readonly<Record<string, string>>, message: string): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}=${escapedProperty(value)}`)
  return `::${kind} ${given.join(',')}::${escapedMessage(message)}`
}

function escapedMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty(text: string): string {
  return escapedMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
