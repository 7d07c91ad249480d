/**
 * Characters that JSON lets stand but a terminal may act on: DEL and the C1 controls, line separators, and the
 * bidirectional controls. As `\uXXXX` they are the same JSON value.
 */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A document as the one that `--json` prints: indented by two spaces, ended by a newline, safe to show on a terminal. */
export function renderJson(document: object): string {
  return `${indented(document)}\n`
}

/** A value as JSON on one line, for files that have one on each. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, escapeUnit)
}

/**
 * What `renderJson` gives, in pieces, for documents that may be longer than a string can be: one for each item of the document's lists, which
 * may be anything that can be iterated. Lists within lists stay whole.
 */
export function* renderJsonPieces(document: object): Generator<string> {
  let separator = '{\n'
  for (const [key, value] of Object.entries(document)) {
    if (value === undefined) continue
    yield `${separator}  ${indented(key)}: `
    yield* isIterable(value) ? listPieces(value) : [shifted(indented(value), '  ')]
    separator = ',\n'
  }
  yield separator === ',\n' ? '\n}\n' : '{}\n'
}

function* listPieces(items: Iterable<unknown>): Generator<string> {
  let separator = '[\n'
  for (const item of items) {
    yield `${separator}    ${shifted(indented(item), '    ')}`
    separator = ',\n'
  }
  yield separator === ',\n' ? '\n  ]' : '[]'
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function indented(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSAFE, escapeUnit)
}

/** In JSON a line break only stands between values, never in one. */
function shifted(text: string, indent: string): string {
  return text.replaceAll('\n', `\n${indent}`)
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
