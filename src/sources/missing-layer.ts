import { UnavailableError } from '../errors.ts'

/** Says that an image of `count` layers has no layer with the index `layer`. */
export function missingLayer(reference: string, count: number, layer: number): UnavailableError {
  const those = count === 0 ? 'no layers' : count === 1 ? 'one layer, 0' : `${count} layers, 0 to ${count - 1}`
  return new UnavailableError(`${reference} has ${those}; there is no layer ${layer}.`)
}
