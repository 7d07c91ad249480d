import { parseReference, parseRegistryReference } from '../reference.ts'
import type { SourceOptions } from '../sources/options.ts'

type Login = Pick<SourceOptions, 'username' | 'password'>

/**
 * The login for the source of a copy, of the one that the options give: that is for the destination where it is a registry, and no
 * other registry is to see it.
 */
export function sourceLogin(source: string, destination: string, login: Login): Login {
  return loginFor(source, [destination], login)
}

/** The login for an image, of the one that is for the first of `owners` that is in a registry; for the image where none is. */
export function loginFor(reference: string, owners: readonly string[], { username, password }: Login): Login {
  const target = owners.map(registryOf).find((registry) => registry !== null)
  const isForImage = target === undefined || registryOf(reference) === target
  return isForImage ? { username, password } : { username: undefined, password: undefined }
}

/** The registry that a reference names, if it names any; null also where it is malformed, which others say better. */
function registryOf(reference: string): string | null {
  try {
    const { scheme, name } = parseReference(reference)
    return scheme === null || scheme === 'registry' ? parseRegistryReference(name).registry : null
  } catch {
    return null
  }
}
