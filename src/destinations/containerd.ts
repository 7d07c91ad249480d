import { ContainerdChannel } from '../engines/containerd/channel.ts'
import { putImage } from '../engines/containerd/images.ts'
import { type Lease, takeLease } from '../engines/containerd/leases.ts'
import { listNamespaces, splitNamespace, usualNamespace } from '../engines/containerd/namespaces.ts'
import { setReferences } from '../engines/containerd/set-references.ts'
import { addContent, putContent } from '../engines/containerd/write-content.ts'
import { UsageError } from '../errors.ts'
import type { Measured } from '../layer/verify.ts'
import { formatRegistryReference, parseRegistryReference } from '../reference.ts'
import type { Destination, DestinationOptions, FinishedImage, KnownBlob, Transfer } from './destination.ts'

/**
 * Opens `[NAMESPACE/]REF`, an image in containerd, under its full name: `app:1.0` is `docker.io/library/app:1.0`. Until the image has
 * its name, a lease keeps its blobs from being collected as garbage. It is not unpacked: whatever first runs it does that.
 * @throws {UsageError} when REF is no name with a tag, or the environment names no socket or namespace; {UnavailableError} when
 *   containerd cannot be reached.
 */
export async function openContainerdDestination(name: string, options: DestinationOptions): Promise<Destination> {
  const { env, signal } = options
  const usual = usualNamespace(env)
  const channel = await ContainerdChannel.open(env, signal)
  try {
    const place = splitNamespace(name, await listNamespaces(channel, signal), usual)
    const reference = parseRegistryReference(place.name)
    if (reference.digest !== null) {
      throw new UsageError(`"${place.name}" names an image by its digest, which only the result has; name a tag.`)
    }
    const image = { namespace: place.namespace, name: formatRegistryReference(reference) }
    return new ContainerdDestination(channel, image, await takeLease(channel, place.namespace, signal))
  } catch (error) {
    channel.close()
    throw error
  }
}

class ContainerdDestination implements Destination {
  readonly name = 'containerd'
  readonly reference: string
  readonly wantsTars = false
  readonly takesDockerManifests = true
  readonly #channel: ContainerdChannel
  readonly #image: { readonly namespace: string; readonly name: string }
  readonly #lease: Lease
  #isCommitted = false

  constructor(channel: ContainerdChannel, image: { readonly namespace: string; readonly name: string }, lease: Lease) {
    this.reference = `containerd:${image.namespace}/${image.name}`
    this.#channel = channel
    this.#image = image
    this.#lease = lease
  }

  putBlob({ digest, size, open }: KnownBlob, signal: AbortSignal): Promise<Transfer> {
    return putContent(this.#channel, this.#scope(signal), { digest, size, open })
  }

  addBlob(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Measured> {
    return addContent(this.#channel, this.#scope(signal), bytes)
  }

  async commit({ descriptor, manifest, config, layers }: FinishedImage, signal: AbortSignal): Promise<void> {
    const scope = this.#scope(signal)
    const { digest, size } = descriptor
    await putContent(this.#channel, scope, { digest, size, open: () => once(manifest) })
    await setReferences(this.#channel, scope, digest, { config, layers })
    await putImage(this.#channel, scope, this.#image.name, descriptor)
    this.#isCommitted = true
  }

  async close(): Promise<void> {
    try {
      // where containerd is gone, the lease ends by itself
      await this.#lease.release({ collect: !this.#isCommitted }).catch(() => {})
    } finally {
      this.#channel.close()
    }
  }

  #scope(signal: AbortSignal) {
    return { namespace: this.#image.namespace, lease: this.#lease.id, signal }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
