import { compareDigits, isDigit } from './digits.ts'
import { splitEpochVersionRelease } from './epoch-version-release.ts'

/** The order of `[epoch:]upstream[-revision]` (deb-version(7)); null where an epoch is no number or nothing is left beside it. */
export function compareDebVersions(a: string, b: string): number | null {
  const left = splitEpochVersionRelease(a)
  const right = splitEpochVersionRelease(b)
  for (const { epoch, version } of [left, right]) {
    if (version === '' || epoch === '' || (epoch === null && version.includes(':'))) return null
  }
  return (
    compareDigits(left.epoch ?? '', right.epoch ?? '') ||
    compareParts(left.version, right.version) ||
    compareParts(left.release ?? '', right.release ?? '')
  )
}

/** Compares runs of non-digits and of digits in turn, as dpkg's verrevcmp does. */
function compareParts(a: string, b: string): number {
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    while (isNonDigit(a, i) || isNonDigit(b, j)) {
      const difference = weight(a, i++) - weight(b, j++)
      if (difference !== 0) return difference
    }
    const leftEnd = endOfDigits(a, i)
    const rightEnd = endOfDigits(b, j)
    const difference = compareDigits(a.slice(i, leftEnd), b.slice(j, rightEnd))
    if (difference !== 0) return difference
    i = leftEnd
    j = rightEnd
  }
  return 0
}

function isNonDigit(text: string, index: number): boolean {
  return index < text.length && !isDigit(text.charCodeAt(index))
}

/** A tilde comes before the end, which stands with digits; then letters, then everything else. */
function weight(text: string, index: number): number {
  const code = text.charCodeAt(index)
  if (Number.isNaN(code) || isDigit(code)) return 0
  if (code === 0x7e) return -1
  return /[A-Za-z]/.test(text.charAt(index)) ? code : code + 0x100
}

function endOfDigits(text: string, start: number): number {
  let end = start
  while (isDigit(text.charCodeAt(end))) end++
  return end
}
