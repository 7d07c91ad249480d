import { displayPath } from '../rootfs/path.ts'

/** The same value with every string fit to be shown: bytes of names that are not UTF-8 as `\xNN`. */
export function displayable<Value>(value: Value): Value {
  return shown(value) as Value
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return displayPath(value)
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [displayPath(key), shown(field)]))
}
