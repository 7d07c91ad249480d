/** A JSON object that a package manager left, whose fields nobody has checked: people write into them what they like. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads a JSON document that should be an object. @throws {SyntaxError} when it is not. */
export function parseFields(text: string): Fields {
  const value: unknown = JSON.parse(text)
  if (!isFields(value)) throw new SyntaxError('it is not a JSON object')
  return value
}

/** The value if it is an object, else an object without fields. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

/** The value if it is an array, else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The value if it is a string with something in it. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The strings of an array, without empty ones. */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? [])
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
