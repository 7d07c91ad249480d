import { isDeepStrictEqual } from 'node:util'
import type { FieldChange, FieldsSection, FieldValue } from '../report/diff-document.ts'

/** One thing to compare, as each image has it. */
export interface Field<Source> {
  readonly name: string
  /** The values by what tells them apart; of what has one value it is null. What is not there is left out. */
  values(source: Source): FieldValues
}

type FieldValues = ReadonlyMap<string | null, FieldValue>

/** One value; none for null and what is empty. */
export function one(value: FieldValue | null): FieldValues {
  const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0)
  return isEmpty ? NONE : new Map([[null, value]])
}

/** Things that are there or not. */
export function each(names: readonly string[]): FieldValues {
  return new Map(names.map((name) => [name, true]))
}

const NONE: FieldValues = new Map()

/** In what two sources differ: in the order of the fields, and of the keys in each. */
export function compareFields<Source>(
  fields: readonly Field<Source>[],
  before: Source,
  after: Source,
): readonly FieldChange[] {
  return fields.flatMap(({ name, values }) => {
    const old = values(before)
    const now = values(after)
    const keys = [...new Set([...old.keys(), ...now.keys()])].sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))
    return keys.flatMap((key): FieldChange[] => {
      const change = { field: name, key, before: old.get(key) ?? null, after: now.get(key) ?? null }
      return isDeepStrictEqual(change.before, change.after) ? [] : [change]
    })
  })
}

/** A section of the document that is such a list: of each field so many that came, that went and that changed; 0 for all. */
export function fieldsSection(changes: readonly FieldChange[], limit: number): FieldsSection {
  const counts = new Map<string, number>()
  const more: Record<string, number> = {}
  const shown = changes.filter(({ field, before, after }) => {
    const kind = `${field} ${before === null} ${after === null}`
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    if (limit === 0 || count <= limit) return true
    more[field] = (more[field] ?? 0) + 1
    return false
  })
  return { different: changes.length > 0, changes: shown, more }
}
