import { UsageError } from '../errors.ts'
import { parseReference, parseRegistryReference } from '../reference.ts'
import { detectSource } from './detect.ts'
import type { SourceOptions } from './options.ts'

/**
 * A name and a password are for one registry; no other is to see them.
 * @throws {UsageError} when the images that these references name are of several registries, or a reference is wrong.
 */
export async function refuseSeveralRegistries(references: readonly string[], options: SourceOptions): Promise<void> {
  const registries = await Promise.all(references.map((reference) => registryOf(reference, options)))
  const [first, second] = new Set(registries.filter((registry) => registry !== null))
  if (second === undefined) return
  throw new UsageError(
    `--username is for one registry, and the images are of ${first} and ${second}; ` +
      'log in to each with docker login or podman login, and leave it out.',
  )
}

/** The registry that an image would come from; null where it comes from elsewhere. */
async function registryOf(reference: string, options: SourceOptions): Promise<string | null> {
  const { scheme, name } = parseReference(reference)
  // what is wrong with a path is said where it is opened
  const source = scheme ?? (await detectSource(name, options).catch(() => null))
  return source === 'registry' ? parseRegistryReference(name).registry : null
}
