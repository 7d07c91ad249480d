/**
 * Characters that JSON lets stand but a terminal may act on: DEL and the C1 controls, line separators, and the
 * bidirectional controls. As `\uXXXX` they are the same JSON value.
 */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A document as the one that `--json` prints: indented by two spaces, ended by a newline, safe to show on a terminal. */
export function renderJson(document: object): string {
  return `${JSON.stringify(document, null, 2).replace(UNSAFE, escapeUnit)}\n`
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
