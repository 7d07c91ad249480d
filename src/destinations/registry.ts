import { UsageError } from '../errors.ts'
import { type Measured, Verifier, watch } from '../layer/verify.ts'
import { formatRegistryReference, parseRegistryReference, type RegistryReference } from '../reference.ts'
import type { RegistryClient } from '../registry/client.ts'
import { putManifest } from '../registry/put-manifest.ts'
import { uploadBlob, uploadStream } from '../registry/upload-blob.ts'
import { registryClient } from '../sources/registry-client.ts'
import type { Destination, DestinationOptions, FinishedImage, KnownBlob, Transfer } from './destination.ts'

/**
 * Opens an image's name in a registry, to be pushed to over the OCI Distribution API. Blobs that were pushed before a failure
 * stay, as registries have it, until the registry collects what nothing refers to; the tag is not touched.
 * @param name a reference as Docker takes it, such as `registry.example/app:1.0`.
 * @throws {UsageError} when `name` is no such reference, or an option or a credential file is wrong.
 */
export async function openRegistryDestination(name: string, options: DestinationOptions): Promise<Destination> {
  const reference = parseRegistryReference(name)
  const { tag, digest } = reference
  if (tag === null || digest !== null) {
    throw new UsageError(`"${name}" names what is pushed by its digest, which only the result has; name a tag.`)
  }
  return new RegistryDestination({ ...reference, tag }, options)
}

class RegistryDestination implements Destination {
  readonly name = 'registry'
  readonly reference: string
  readonly wantsTars = false
  readonly takesDockerManifests = true
  readonly #client: RegistryClient
  readonly #tag: string

  constructor(reference: RegistryReference & { readonly tag: string }, options: DestinationOptions) {
    this.reference = formatRegistryReference(reference)
    this.#tag = reference.tag
    this.#client = registryClient(reference, options, 'pull,push')
  }

  putBlob({ digest, size, origin, open }: KnownBlob, signal: AbortSignal): Promise<Transfer> {
    const { registry, repository } = this.#client
    const isNeighbour = origin !== null && origin.registry === registry && origin.repository !== repository
    const alsoIn = isNeighbour ? origin.repository : null
    return uploadBlob(this.#client, { digest, size, alsoIn, open }, signal)
  }

  async addBlob(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Measured> {
    const watched = watch(bytes, new Verifier('', null, null))
    await uploadStream(this.#client, watched.bytes, () => watched.measured().digest, signal)
    return watched.measured()
  }

  async commit({ descriptor: { mediaType }, manifest }: FinishedImage, signal: AbortSignal): Promise<void> {
    await putManifest(this.#client, this.#tag, { mediaType, bytes: manifest }, signal)
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}
