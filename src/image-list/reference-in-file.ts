import { isAbsolute, join } from 'node:path'
import { parseReference, parseRegistryReference } from '../reference.ts'
import { PATH_SYNTAX } from '../sources/detect.ts'
import type { SourceName } from '../sources/image.ts'

/** Sources whose names begin with a path. */
const PATH_SOURCES: ReadonlySet<SourceName> = new Set<SourceName>(['oci', 'oci-archive', 'docker-archive', 'rootfs'])

/**
 * A reference that a file in `directory` gives, as the command line takes it: a relative path is relative to that directory. A bare
 * name is an image of a registry; a path says so (`./`, `../`, `/`) or has a scheme.
 * @throws {UsageError} when it is no reference
 */
export function referenceInFile(text: string, directory: string): string {
  const { scheme, name } = parseReference(text)
  if (scheme === null && PATH_SYNTAX.test(name)) {
    const path = below(directory, name)
    return isAbsolute(path) ? path : `./${path}`
  }
  if (scheme === null || scheme === 'registry') parseRegistryReference(name)
  return scheme !== null && PATH_SOURCES.has(scheme) ? `${scheme}:${below(directory, name)}` : text
}

function below(directory: string, path: string): string {
  return isAbsolute(path) ? path : join(directory, path)
}
