import { parseReference, parseRegistryReference } from '../reference.ts'
import type { SourceOptions } from '../sources/options.ts'

type Login = Pick<SourceOptions, 'username' | 'password'>

/**
 * The login for the source of a copy, of the one that the options give: that is for the destination where it is a registry, and no
 * other registry is to see it.
 */
export function sourceLogin(source: string, destination: string, { username, password }: Login): Login {
  const target = registryOf(destination)
  const isForSource = target === null || registryOf(source) === target
  return isForSource ? { username, password } : { username: undefined, password: undefined }
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
