const OPENING_BRACE = 0x7b
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/**
 * The bytes of a member's value, as they stand in the text of a JSON object; undefined where it has no such member, or is no object. Of several
 * of one name the last, as for JSON.parse. So a document inside another comes out as it was put in: numbers and spelling too.
 * @param bytes must be valid JSON, in UTF-8; for anything else the result means nothing
 */
export function jsonMember(bytes: Uint8Array, name: string): Uint8Array | undefined {
  let found: Uint8Array | undefined
  let at = skipSpace(bytes, hasByteOrderMark(bytes) ? 3 : 0)
  if (bytes[at] !== OPENING_BRACE) return undefined
  at++
  while (at < bytes.length) {
    at = skipSpace(bytes, at)
    if (bytes[at] !== QUOTE) break
    const keyEnd = endOfString(bytes, at)
    const key = bytes.subarray(at, keyEnd)
    const start = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1) // past the colon
    const end = endOfValue(bytes, start)
    if (bytes[skipSpace(bytes, keyEnd)] === COLON && textOf(key) === name) found = bytes.subarray(start, end)
    at = skipSpace(bytes, end)
    if (bytes[at] !== COMMA) break
    at++
  }
  return found
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function textOf(string: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(string))
  } catch {
    return undefined
  }
}

function skipSpace(bytes: Uint8Array, at: number): number {
  let next = at
  while (next < bytes.length && bytes[next]! <= 0x20) next++
  return next
}

/** Where the string that begins at `start` ends, behind its closing quote. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at++
    else if (bytes[at] === QUOTE) return at + 1
  }
  return bytes.length
}

/** Where the value that begins at `start` ends. */
function endOfValue(bytes: Uint8Array, start: number): number {
  let depth = 0
  for (let at = start; at < bytes.length; ) {
    const byte = bytes[at]!
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (CLOSING.has(byte) && depth === 0)
      return at // the object's own end, behind a number or a word
    else if (depth === 0 && (byte === COMMA || byte <= 0x20)) return at
    else {
      if (OPENING.has(byte)) depth++
      if (CLOSING.has(byte)) depth--
      at++
    }
    if (depth === 0 && (byte === QUOTE || CLOSING.has(byte))) return at
  }
  return bytes.length
}
