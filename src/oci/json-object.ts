import { BrokenImageError } from '../errors.ts'

/**
 * A JSON object from outside whose fields are taken out by type. A field that is absent or null reads as undefined; a field of
 * another type is an error that names the field and the document.
 */
export class JsonObject {
  readonly #fields: ReadonlyMap<string, unknown>
  readonly #where: string
  /** The path of this object inside its document: empty or ending in a dot. */
  readonly #prefix: string

  private constructor(value: object, where: string, prefix: string) {
    // A Map, so that a key such as `__proto__` or `toString` is a key like any other.
    this.#fields = new Map(Object.entries(value))
    this.#where = where
    this.#prefix = prefix
  }

  /**
   * Reads a whole document; `where` names it in errors. The caller bounds its size.
   * @throws {BrokenImageError} when it is not JSON or not an object.
   */
  static parse(bytes: Uint8Array, where: string): JsonObject {
    const value = parseJson(bytes, where)
    if (!isObject(value)) throw new BrokenImageError(`${where} is ${describe(value)}, not a JSON object.`)
    return new JsonObject(value, where, '')
  }

  /**
   * Reads a whole document that is an array of objects; otherwise as `parse`.
   * @throws {BrokenImageError} when it is not.
   */
  static parseArray(bytes: Uint8Array, where: string): JsonObject[] {
    const value = parseJson(bytes, where)
    if (!Array.isArray(value)) throw new BrokenImageError(`${where} is ${describe(value)}, not a JSON array.`)
    return value.map((item: unknown, index) => {
      if (isObject(item)) return new JsonObject(item, where, `[${index}].`)
      throw new BrokenImageError(`${where}: item ${index} is ${describe(item)}, not an object.`)
    })
  }

  /** Where the field `name` stands, as error messages say it. */
  place(name: string): string {
    return `${this.#where}: "${this.#prefix}${name}"`
  }

  has(name: string): boolean {
    return this.value(name) !== undefined
  }

  /** The field as it is; undefined for null. */
  value(name: string): unknown {
    return this.#fields.get(name) ?? undefined
  }

  string(name: string): string | undefined {
    const value = this.value(name)
    if (value === undefined || typeof value === 'string') return value
    throw this.mistyped(name, 'a string')
  }

  boolean(name: string): boolean | undefined {
    const value = this.value(name)
    if (value === undefined || typeof value === 'boolean') return value
    throw this.mistyped(name, 'true or false')
  }

  integer(name: string): number | undefined {
    const value = this.value(name)
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value
    throw this.mistyped(name, 'a whole number')
  }

  object(name: string): JsonObject | undefined {
    const value = this.value(name)
    if (value === undefined) return undefined
    if (isObject(value)) return new JsonObject(value, this.#where, `${this.#prefix}${name}.`)
    throw this.mistyped(name, 'an object')
  }

  objects(name: string): JsonObject[] | undefined {
    return this.#array(name)?.map((value, index) => {
      if (isObject(value)) return new JsonObject(value, this.#where, `${this.#prefix}${name}[${index}].`)
      throw this.mistyped(`${name}[${index}]`, 'an object', value)
    })
  }

  strings(name: string): string[] | undefined {
    return this.#array(name)?.map((value, index) => {
      if (typeof value === 'string') return value
      throw this.mistyped(`${name}[${index}]`, 'a string', value)
    })
  }

  /** The keys of an object whose values do not matter (`ExposedPorts`), sorted. */
  keys(name: string): string[] | undefined {
    const object = this.object(name)
    return object === undefined ? undefined : [...object.#fields.keys()].sort()
  }

  /** An object of strings, such as labels and annotations. */
  stringMap(name: string): Record<string, string> | undefined {
    const object = this.object(name)
    if (object === undefined) return undefined
    return Object.fromEntries([...object.#fields.keys()].map((key) => [key, object.string(key) ?? '']))
  }

  /** The error for a field that is not what it must be. */
  mistyped(name: string, wanted: string, value = this.value(name)): BrokenImageError {
    return new BrokenImageError(`${this.place(name)} is ${describe(value)}, not ${wanted}.`)
  }

  #array(name: string): unknown[] | undefined {
    const value = this.value(name)
    if (value === undefined || Array.isArray(value)) return value
    throw this.mistyped(name, 'an array')
  }
}

function parseJson(bytes: Uint8Array, where: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    throw new BrokenImageError(`${where} is not JSON.`)
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'missing'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  return JSON.stringify(typeof value === 'string' ? value.slice(0, 100) : value)
}
