/** Numbers of seven bits a byte, the lowest first, the eighth set on all but the last (LEB128): small ones are most of a column. */

/** @throws {RangeError} for what is no integer of 0 to 2^53 - 1 */
export function encodeVarints(values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(values.length + MOST_BYTES)
  let end = 0
  for (let index = 0; index < values.length; index++) {
    let value = values[index]!
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no size or count.`)
    if (end + MOST_BYTES > bytes.length) {
      const larger = new Uint8Array(bytes.length * 2)
      larger.set(bytes)
      bytes = larger
    }
    // division, not shifts: a file may be larger than 2^32 bytes
    for (; value > 0x7f; value = Math.floor(value / 0x80)) bytes[end++] = (value % 0x80) | 0x80
    bytes[end++] = value
  }
  return bytes.slice(0, end)
}

/** Fills `values` with what `encodeVarints` made. */
export function decodeVarints<Column extends Uint32Array | Float64Array>(bytes: Uint8Array, values: Column): Column {
  let position = 0
  for (let index = 0; index < values.length; index++) {
    let byte = bytes[position++]!
    let value = byte & 0x7f
    for (let factor = 0x80; byte > 0x7f; factor *= 0x80) {
      byte = bytes[position++]!
      value += (byte & 0x7f) * factor
    }
    values[index] = value
  }
  return values
}

/** What 2^53 - 1 takes. */
const MOST_BYTES = 8
