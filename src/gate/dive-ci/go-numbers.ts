/** What Go's strconv.ParseFloat takes, but for hexadecimal, infinity and NaN, which are no limits. */
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** The multiples of github.com/dustin/go-humanize 1.0.1 (bytes.go); units with and without the `b` are the same. */
const MULTIPLES: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ...['k', 'm', 'g', 't', 'p', 'e'].flatMap((letter, index): [string, number][] => [
    [letter, 1000 ** (index + 1)],
    [`${letter}b`, 1000 ** (index + 1)],
    [`${letter}i`, 1024 ** (index + 1)],
    [`${letter}ib`, 1024 ** (index + 1)],
  ]),
])

/** One more than Go's largest uint64. */
const TOO_MANY_BYTES = 2 ** 64

/** A number as Go reads it; undefined for none. */
export function parseGoFloat(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined
}

/** Bytes as go-humanize reads them: `20MB`, `20 mib`, `1,000k`, fractions cut off; undefined for what it refuses. */
export function parseHumanizedBytes(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^([\d.,]*)(.*)$/s.exec(text) ?? []
  const number = parseGoFloat(digits.replaceAll(',', ''))
  const multiple = MULTIPLES.get(unit.trim().toLowerCase())
  if (number === undefined || multiple === undefined) return undefined
  const bytes = Math.trunc(number * multiple)
  return bytes < TOO_MANY_BYTES ? bytes : undefined
}
