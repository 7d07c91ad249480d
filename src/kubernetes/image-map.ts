import { UsageError } from '../errors.ts'
import { formatRegistryReference, parseReference, parseRegistryReference } from '../reference.ts'

/** Where images are read from that are not read from their registries: references by names in full. */
export type ImageMap = ReadonlyMap<string, string>

/**
 * Reads `NAME=REFERENCE`, as in `app:dev=oci:build/app`.
 * @throws {UsageError} when one is none, or a name is there twice
 */
export function parseImageMap(entries: readonly string[]): ImageMap {
  const map = new Map<string, string>()
  for (const entry of entries) {
    const equals = entry.indexOf('=')
    const reference = entry.slice(equals + 1)
    if (equals < 1 || reference === '') {
      throw new UsageError(`--map ${entry} is not NAME=IMAGE; write, for example, --map app:dev=oci:build/app.`)
    }
    parseReference(reference)
    const name = formatRegistryReference(parseRegistryReference(entry.slice(0, equals)))
    if (map.has(name)) throw new UsageError(`--map names ${name} twice.`)
    map.set(name, reference)
  }
  return map
}
