import { z } from 'zod'
import { nearest } from '../../nearest.ts'

/**
 * An object that has these keys and no other; one that is misspelt gets a suggestion.
 * @param what what it is, for messages: `a configuration`
 */
export function strictFields<Fields extends z.core.$ZodLooseShape>(fields: Fields, what: string) {
  const known = Object.keys(fields)
  const allowed = `${what} is a map that has ${known.join(', ')}`
  return z.strictObject(fields, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys' && Array.isArray(keys) ? unknownKey(String(keys[0]), known, allowed) : allowed,
  })
}

function unknownKey(key: string, known: readonly string[], allowed: string): string {
  const meant = nearest(key, known)
  return `"${key}" is not known; ${meant === undefined ? allowed : `did you mean "${meant}"?`}`
}
