/**
 * Compares two runs of decimal digits as numbers of any size; an empty run is zero. Not by BigInt, whose reading takes
 * quadratic time.
 */
export function compareDigits(a: string, b: string): number {
  const left = withoutLeadingZeros(a)
  const right = withoutLeadingZeros(b)
  return left.length - right.length || compareText(left, right)
}

/** Compares by code units, as strcmp does for ASCII. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Compares two segments: numbers by value, all else as text, and older than numbers. */
export function compareSegments(a: string, b: string): number {
  const numeric = isNumeric(a)
  if (numeric !== isNumeric(b)) return numeric ? 1 : -1
  return numeric ? compareDigits(a, b) : compareText(a, b)
}

/** Whether the text is a number: decimal digits and nothing else. */
export function isNumeric(text: string): boolean {
  return /^\d+$/.test(text)
}

/** Whether the text begins with a decimal digit. */
export function startsWithDigit(text: string): boolean {
  return isDigit(text.charCodeAt(0))
}

/** Whether a code unit is an ASCII digit; false for NaN, what `charCodeAt` has behind the end. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function withoutLeadingZeros(digits: string): string {
  let start = 0
  while (digits.charCodeAt(start) === 0x30) start++
  return digits.slice(start)
}
