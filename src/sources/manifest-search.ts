import { BrokenImageError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { checkDocumentSize, verifyDocument } from '../oci/document.ts'
import { parseImageIndex } from '../oci/image-index.ts'
import { isIndexType, manifestKind } from '../oci/media-types.ts'
import { findPlatform, isAttestation, selectPlatform } from '../oci/select-platform.ts'
import type { ContentStore, FetchedManifest } from './content-store.ts'
import type { SourceOptions } from './options.ts'
import { wantedPlatform } from './platform-choice.ts'

/** Indexes nest two deep at most in practice (an index of multi-platform images). */
const MAX_INDEX_DEPTH = 8
/** How many nested indexes are read in search of a platform that no entry names. */
const MAX_INDEXES = 64

/** An index that was read on the way to a manifest. */
export interface FoundIndex {
  readonly digest: Digest
  readonly manifests: readonly Descriptor[]
}

/** The manifest that an image's name stands for, the indexes that lead to it, and what else the name offers. */
export interface FoundManifest extends FetchedManifest {
  readonly indexes: readonly FoundIndex[]
  /** The images that the name's index lists; null where the name leads to the manifest without an index. */
  offered(): Promise<readonly Descriptor[]> | null
}

/**
 * Finds the manifest that a store's image name stands for, through indexes within indexes, for the platform that the
 * options want. A manifest that the name leads to without an index is taken as it is.
 * @throws {UnavailableError} when there is none; {BrokenImageError} for a document that is malformed or not what its
 *   descriptor promises, and for too many nested indexes.
 */
export async function findManifest(
  store: ContentStore,
  reference: string,
  options: SourceOptions,
): Promise<FoundManifest> {
  const search = new ManifestSearch(store, reference, options)
  const named = await search.fetch(null)
  let found = named
  for (
    let depth = 1;
    manifestKind(found.bytes, search.describe(found), found.descriptor.mediaType) === 'index';
    depth++
  ) {
    found = await search.fetch(await search.choose(found, depth))
  }
  return {
    ...found,
    indexes: search.indexesOf(found.descriptor.digest),
    offered: () => (found === named ? null : new ManifestSearch(store, reference, options).listed(named)),
  }
}

class ManifestSearch {
  readonly #store: ContentStore
  readonly #reference: string
  readonly #options: SourceOptions
  readonly #indexes: FoundIndex[] = []

  constructor(store: ContentStore, reference: string, options: SourceOptions) {
    this.#store = store
    this.#reference = reference
    this.#options = options
  }

  /** How errors name a document. */
  describe({ descriptor }: { readonly descriptor: Descriptor }): string {
    return `The manifest ${descriptor.digest} of ${this.#reference}`
  }

  /** Fetches and verifies what `promised` describes; with null what the image's name stands for. */
  async fetch(promised: Descriptor | null): Promise<FetchedManifest> {
    const { maxManifestBytes } = this.#options.limits
    if (promised !== null) {
      checkDocumentSize(promised.size, maxManifestBytes, this.describe({ descriptor: promised }))
    }
    const { descriptor: stated, bytes } = await this.#store.fetchManifest(promised)
    const descriptor = promised ?? stated
    verifyDocument(bytes, descriptor, this.describe({ descriptor }))
    return { descriptor, bytes }
  }

  /** Those of the indexes read that list this manifest, or an index that does. */
  indexesOf(manifest: Digest): FoundIndex[] {
    const listed = new Set<Digest>([manifest])
    // what an index lists is read after it
    return this.#indexes.toReversed().filter(({ digest, manifests }) => {
      const isAbove = manifests.some((entry) => listed.has(entry.digest))
      if (isAbove) listed.add(digest)
      return isAbove
    })
  }

  /** Chooses the entry of an index, `depth` deep, for the wanted platform. */
  async choose(index: FetchedManifest, depth: number): Promise<Descriptor> {
    const manifests = this.#entries(index, depth)
    const wanted = wantedPlatform(this.#options)
    // Nested indexes whose entry names no platform are only opened when nothing says that it suits.
    const direct = findPlatform(manifests, wanted)
    return direct ?? selectPlatform(await this.#flatten(manifests, depth), wanted, this.#reference)
  }

  /** Everything that an index and those in it list, attestations left out. */
  async listed(index: FetchedManifest): Promise<readonly Descriptor[]> {
    const descriptors = await this.#flatten(this.#entries(index, 1), 1)
    return descriptors.filter((descriptor) => !isAttestation(descriptor))
  }

  /** Replaces entries that are indexes for no one platform by what they list. */
  async #flatten(manifests: readonly Descriptor[], depth: number): Promise<Descriptor[]> {
    const flat: Descriptor[][] = []
    for (const entry of manifests) {
      if (!isIndexType(entry.mediaType) || entry.platform !== undefined) flat.push([entry])
      else flat.push(await this.#flatten(this.#entries(await this.fetch(entry), depth + 1), depth + 1))
    }
    return flat.flat()
  }

  /**
   * Nothing looks for an index that contains itself: it could not hold its own digest, so that it fails verification. Only
   * how deep and how many they are needs a bound.
   */
  #entries(index: FetchedManifest, depth: number): readonly Descriptor[] {
    if (depth > MAX_INDEX_DEPTH || this.#indexes.length >= MAX_INDEXES) {
      throw new BrokenImageError(`${this.#reference} is broken: it nests too many indexes.`)
    }
    const { manifests } = parseImageIndex(index.bytes, this.describe(index))
    this.#indexes.push({ digest: index.descriptor.digest, manifests })
    return manifests
  }
}
