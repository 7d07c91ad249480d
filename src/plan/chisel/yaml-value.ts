import { UsageError } from '../../errors.ts'

/** A value of a YAML document with mappings as Maps and scalars as text (YAML 1.2, failsafe schema), and its place, for errors. */
export class YamlValue {
  readonly #value: unknown
  readonly #place: string

  constructor(value: unknown, place: string) {
    this.#value = value
    this.#place = place
  }

  /** Whether nothing is there: no such key, or no value behind it. */
  get isAbsent(): boolean {
    return this.#value === undefined || this.#value === null || this.#value === ''
  }

  get isList(): boolean {
    return Array.isArray(this.#value)
  }

  get isString(): boolean {
    return typeof this.#value === 'string'
  }

  /** @throws {UsageError} when it is not text. */
  get string(): string {
    if (typeof this.#value === 'string') return this.#value
    throw this.unfit('text')
  }

  /** The items of a list; none where it is absent. @throws {UsageError} when it is something else. */
  get items(): readonly YamlValue[] {
    if (this.isAbsent) return []
    if (!Array.isArray(this.#value)) throw this.unfit('a list')
    return this.#value.map((item: unknown, index) => new YamlValue(item, `${this.#place}[${index}]`))
  }

  /** The entries of a mapping; none where it is absent. @throws {UsageError} when it is something else, or has odd keys. */
  get entries(): readonly (readonly [key: string, value: YamlValue])[] {
    return [...this.#map].map(([key, value]) => {
      if (typeof key !== 'string') throw this.unfit('a mapping with text for keys')
      return [key, new YamlValue(value, `${this.#place}.${key}`)]
    })
  }

  /** Whether a mapping has the key, be it without a value. @throws {UsageError} when it is there and no mapping. */
  has(key: string): boolean {
    return this.#map.has(key)
  }

  /** @throws {UsageError} when it is there and no mapping. */
  get(key: string): YamlValue {
    return new YamlValue(this.#map.get(key), `${this.#place}.${key}`)
  }

  /** An error that says what should stand here. */
  unfit(expected: string): UsageError {
    return new UsageError(
      `${this.#place} must be ${expected}; check that the directory is a checkout of chisel-releases.`,
    )
  }

  get #map(): ReadonlyMap<unknown, unknown> {
    if (this.isAbsent) return new Map()
    if (!(this.#value instanceof Map)) throw this.unfit('a mapping')
    return this.#value
  }
}
