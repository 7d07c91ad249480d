import { explanation, imagePrefix } from './gate/result-text.ts'
import { type Violation, violationsOf } from './gate/violations.ts'
import type { GateDocument } from './gate-document.ts'
import { renderJson } from './json.ts'

/** Most results that GitHub takes of a run; a log with more is refused. */
const MOST_RESULTS = 25_000
/** Most things to blame for one rule. */
const MOST_OFFENDERS = 10

/**
 * The rules that fail or warn as a SARIF 2.1.0 log, with what GitHub's code scanning asks for beyond the standard: each result has a
 * location, a region with all of its ends, and `primaryLocationLineHash`, the one fingerprint that it reads.
 */
export function renderGateSarif(document: GateDocument): string {
  const violations = violationsOf(document)
  const titles = new Map(violations.map(({ result }) => [result.budget, result.title]))
  return renderJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'imgpeek', rules: [...titles].map(([id, title]) => ruleOf(id, title)) } },
        columnKind: 'utf16CodeUnits',
        results: violations.slice(0, MOST_RESULTS).map((violation) => resultOf(violation, [...titles.keys()])),
      },
    ],
  })
}

function ruleOf(id: string, title: string): object {
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: `The budget "${title}" of imgpeek gate.` },
    help: { text: `Make the image keep the budget, or change ${id} where the budget is written.` },
    properties: { tags: ['container-image'], precision: 'very-high' },
  }
}

function resultOf({ image, result, location, fingerprint }: Violation, rules: readonly string[]): object {
  const { path, line, column } = location
  return {
    ruleId: result.budget,
    ruleIndex: rules.indexOf(result.budget),
    level: result.outcome === 'fail' ? 'error' : 'warning',
    message: { text: messageText(imagePrefix(image) + explanation(result, MOST_OFFENDERS).join('\n')) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(path) },
          region: { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 },
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: fingerprint },
  }
}

/**
 * Text in which nothing reads as a link (`[text](target)`, SARIF 3.11.6) or a placeholder (`{0}`, 3.11.5). Other brackets and braces stay
 * as they are, for readers that know neither.
 */
function messageText(text: string): string {
  return text.replace(/\[(?=[^\]]*\]\()/g, '\\[').replace(/\{\d+\}/g, '{$&}')
}

/** A path as a URI reference (RFC 3986): relative to the repository's root, or `file:` where it is absolute. */
function uriOf(path: string): string {
  const segments = path.toWellFormed().split('/').map(encodeURIComponent).join('/')
  return path.startsWith('/') ? `file://${segments}` : segments
}
