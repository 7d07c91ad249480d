const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Decodes a name of an archive. Bytes that are not UTF-8 become lone surrogates U+DC80 to U+DCFF, so that different names
 * stay different and the bytes can be had back (Python's `surrogateescape`, PEP 383).
 */
export function decodeName(bytes: Uint8Array): string {
  if (isAscii(bytes)) return asciiText(bytes)
  try {
    return strict.decode(bytes)
  } catch {
    return decodeEscaped(bytes)
  }
}

/** The bytes of a name that `decodeName` made. */
export function encodeName(name: string): Uint8Array {
  if (name.isWellFormed()) return Buffer.from(name, 'utf8')
  const parts: Uint8Array[] = []
  for (const character of name) {
    const code = character.codePointAt(0)!
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Uint8Array.of(code - 0xdc00) : Buffer.from(character, 'utf8'))
  }
  return Buffer.concat(parts)
}

/** Text whose bytes are known to be ASCII. */
export function asciiText(bytes: Uint8Array): string {
  // for names of usual length the call to native code costs more than the work
  if (bytes.length <= 64) return String.fromCharCode.apply(null, bytes as unknown as number[])
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

function isAscii(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! > 0x7f) return false
  return true
}

function decodeEscaped(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i)
    if (length === 0) text += String.fromCharCode(0xdc00 + bytes[i++]!)
    else {
      text += lenient.decode(bytes.subarray(i, i + length))
      i += length
    }
  }
  return text
}

/** The length of the well-formed UTF-8 sequence at `at` (Unicode 15, table 3-7), or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0
  for (let i = 1; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1]!
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90)
  const surrogate = first === 0xed && second > 0x9f
  const tooLarge = first === 0xf4 && second > 0x8f
  return overlong || surrogate || tooLarge ? 0 : length
}
