import { printable } from './terminal-text.ts'

/**
 * What spreadsheets take for the beginning of a formula (owasp.org/www-community/attacks/CSV_Injection). A tab or a carriage
 * return cannot come first, because they are shown as escapes.
 */
const FORMULA = /^[=+\-@]/
/** What stands before it, so that they take it for text. */
const TEXT_MARK = "'"

/** Records as RFC 4180 has them, with CRLF. Numbers stand as they are; texts are made printable, and never a formula. */
export function renderCsv(records: readonly (readonly (string | number | boolean | null)[])[]): string {
  return records.map((record) => `${record.map(field).join(',')}\r\n`).join('')
}

function field(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const text = printable(value)
  const safe = FORMULA.test(text) ? TEXT_MARK + text : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
