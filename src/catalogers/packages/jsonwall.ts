/** One entry of a jsonwall: a JSON object whose fields nobody has checked yet. */
export type JsonwallEntry = Readonly<Record<string, unknown>>

/** A jsonwall, chisel's database format: JSON objects, one a line, sorted (github.com/canonical/chisel, `internal/jsonwall`). */
export interface Jsonwall {
  /** What the entries are, as the database names it: `1.0` in chisel's manifests. */
  readonly schema: string
  readonly entries: readonly JsonwallEntry[]
  /** Fewer lines than the header counts, or lines that are not JSON objects. */
  readonly incomplete: boolean
}

/**
 * Reads a jsonwall.
 * @throws {SyntaxError} when the first line is not the header of a jsonwall 1.x.
 */
export function parseJsonwall(text: string): Jsonwall {
  const lines = text.split('\n').filter((line) => line !== '')
  const header = parseEntry(lines[0] ?? '')
  const format = header?.jsonwall
  if (typeof format !== 'string' || !format.startsWith('1.')) throw new SyntaxError('it is not a jsonwall of version 1')
  const entries = lines.slice(1).map(parseEntry)
  const whole = entries.filter((entry) => entry !== undefined)
  return {
    schema: typeof header?.schema === 'string' ? header.schema : '',
    entries: whole,
    // The count includes the header's own line.
    incomplete: whole.length < entries.length || (typeof header?.count === 'number' && lines.length < header.count),
  }
}

function parseEntry(line: string): JsonwallEntry | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is JsonwallEntry {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
