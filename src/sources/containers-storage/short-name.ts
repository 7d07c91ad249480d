import { parseRegistryReference } from '../../reference.ts'

/**
 * Whether a name leaves out its host, so that Podman looks for it in several places.
 * @throws {UsageError} when it is no image's name.
 */
export function isShortName(name: string): boolean {
  return parseRegistryReference(name).registry === 'docker.io' && !/^(?:index\.)?docker\.io\//.test(name)
}
