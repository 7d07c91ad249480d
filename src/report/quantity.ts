const SI_UNITS = ['kB', 'MB', 'GB', 'TB', 'PB']

/** Bytes in SI units, as docker prints them (1 MB is 1,000,000 bytes), always with one decimal, so that columns align. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  let value = bytes / 1000
  let unit = 0
  while (unit < SI_UNITS.length - 1 && Number(value.toFixed(1)) >= 1000) {
    value /= 1000
    unit++
  }
  return `${value.toFixed(1)} ${SI_UNITS[unit]}`
}

/** A difference in bytes, with its sign: `+1.2 MB`, `-12 B`, `0 B`. */
export function formatByteChange(bytes: number): string {
  return (bytes < 0 ? '-' : bytes > 0 ? '+' : '') + formatBytes(Math.abs(bytes))
}

/** A count with separators between thousands, the same in every locale, and the noun it counts: `12,345`, `1 layer`. */
export function formatCount(count: number, noun?: string): string {
  // Intl says the same, but starting it takes 20 ms of every command
  const number = String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return noun === undefined ? number : `${number} ${noun}${count === 1 ? '' : 's'}`
}

/** A share as a percentage with one decimal, as in `12.5 %`. */
export function formatShare(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (100 * part) / whole).toFixed(1)} %`
}

const MULTIPLES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
}

/** Bytes from what a person writes: `20MB` is 20,000,000, `20MiB` is 20,971,520, `512` is 512; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim())
  const multiple = MULTIPLES[match?.[2]?.toLowerCase() ?? '-']
  if (match === null || multiple === undefined) return undefined
  const bytes = Math.round(Number(match[1]) * multiple)
  return Number.isSafeInteger(bytes) ? bytes : undefined
}
