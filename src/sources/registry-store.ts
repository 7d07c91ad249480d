import type { Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import type { RegistryReference } from '../reference.ts'
import type { RegistryClient } from '../registry/client.ts'
import { downloadBlob } from '../registry/download-blob.ts'
import { fetchManifest } from '../registry/fetch-manifest.ts'
import type { ContentStore, FetchedManifest, ListedReferrer } from './content-store.ts'
import type { SourceOptions } from './options.ts'
import { registryReferrers } from './registry-referrers.ts'

/** A repository of a registry, in which a tag or digest names the image. It closes the client. */
export class RegistryStore implements ContentStore {
  readonly #client: RegistryClient
  readonly #reference: string
  readonly #maxReferrers: number
  readonly #signal: AbortSignal | undefined

  constructor(
    client: RegistryClient,
    { tag, digest }: Pick<RegistryReference, 'tag' | 'digest'>,
    { limits, signal }: Pick<SourceOptions, 'limits' | 'signal'>,
  ) {
    this.#client = client
    this.#reference = digest ?? tag ?? 'latest'
    this.#maxReferrers = limits.maxReferrers
    this.#signal = signal
  }

  async fetchManifest(promised: Descriptor | null): Promise<FetchedManifest> {
    const { descriptor, bytes } = await fetchManifest(this.#client, promised?.digest ?? this.#reference, this.#signal)
    return { descriptor: promised ?? descriptor, bytes }
  }

  blob(descriptor: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array> {
    return downloadBlob(this.#client, descriptor, signal)
  }

  async referrers(subjects: readonly Digest[]): Promise<ListedReferrer[]> {
    const listed = await Promise.all(
      subjects.map((subject) => registryReferrers(this.#client, subject, this.#maxReferrers, this.#signal)),
    )
    return listed.flat()
  }

  close(): Promise<void> {
    return this.#client.close()
  }
}
