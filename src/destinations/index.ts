import { access } from 'node:fs/promises'
import { UsageError } from '../errors.ts'
import { parseReference } from '../reference.ts'
import { PATH_SYNTAX } from '../sources/detect.ts'
import type { SourceName } from '../sources/image.ts'
import type { Destination, DestinationName, DestinationOptions } from './destination.ts'

/** Opens the place that a destination knows by `name`, what follows the scheme. */
type Open = (name: string, options: DestinationOptions) => Promise<Destination>

/** Every destination; each is loaded when it is first used. */
const DESTINATIONS: Readonly<Record<DestinationName, () => Promise<Open>>> = {
  registry: async () => (await import('./registry.ts')).openRegistryDestination,
  oci: async () => (await import('./oci-layout.ts')).openLayoutDestination,
  'oci-archive': async () => (await import('./oci-archive.ts')).openOciArchiveDestination,
  'docker-archive': async () => (await import('./docker-archive.ts')).openDockerArchiveDestination,
  'docker-daemon': async () => (await import('./docker-daemon.ts')).openDockerDaemonDestination,
  podman: async () => (await import('./podman.ts')).openPodmanDestination,
  containerd: async () => (await import('./containerd.ts')).openContainerdDestination,
}

/**
 * Opens the place that `reference`, `[SCHEME:]NAME`, names, for one image to be written to. The caller closes it.
 * @throws {UsageError} when no image can be written there; {UnavailableError} when the place cannot be written to;
 *   {BrokenImageError} when what is there already is malformed.
 */
export async function openDestination(reference: string, options: DestinationOptions): Promise<Destination> {
  const { scheme, name } = parseReference(reference)
  if (scheme === null) await refusePath(name)
  const destination = scheme ?? 'registry'
  if (!isDestination(destination)) throw new UsageError(`${reference} is nothing to write an image to; ${CHOICES}.`)
  const open = await DESTINATIONS[destination]()
  return open(name, options)
}

const CHOICES =
  'name a registry, oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:REF], docker-daemon:REF, podman:REF or ' +
  'containerd:[NAMESPACE/]REF'

function isDestination(name: SourceName): name is DestinationName {
  return Object.hasOwn(DESTINATIONS, name)
}

/** What is at a path says what kind of source it is; of a destination only the scheme can say what is to be made there. */
async function refusePath(name: string): Promise<void> {
  if (PATH_SYNTAX.test(name)) throw new UsageError(`${name} needs a scheme to say what is to be written; ${CHOICES}.`)
  const isThere = await access(name).then(
    () => true,
    () => false,
  )
  if (!isThere) return
  throw new UsageError(`"${name}" could be a path or an image of a registry; write oci:${name} or docker://${name}.`)
}
