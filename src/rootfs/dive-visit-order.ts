/** The order in which dive visits paths: siblings by the bytes of their names, what is in a directory before itself. */
export function visitOrder(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  let at = 0
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  if (at === length) {
    if (a.length === b.length) return 0
    const isBelow = (a.length > b.length ? a : b).charAt(at) === '/'
    return a.length > b.length === isBelow ? -1 : 1
  }
  if (a.charAt(at) === '/') return -1
  if (b.charAt(at) === '/') return 1
  const x = a.charCodeAt(at)
  const y = b.charCodeAt(at)
  return firstByte(x) - firstByte(y) || x - y
}

/** The first byte of what a UTF-16 code unit stands for, in UTF-8; lone surrogates U+DC80 to U+DCFF stand for a byte. */
function firstByte(unit: number): number {
  if (unit < 0x80) return unit
  if (unit < 0x800) return 0xc0 | (unit >> 6)
  if (unit >= 0xdc80 && unit <= 0xdcff) return unit - 0xdc00
  if (unit >= 0xd800 && unit <= 0xdbff) return 0xf0
  return 0xe0 | (unit >> 12)
}
