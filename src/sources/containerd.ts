import { ContainerdChannel } from '../engines/containerd/channel.ts'
import { NamespaceContent } from '../engines/containerd/content.ts'
import { ContainerdError } from '../engines/containerd/failure.ts'
import { type FoundImage, findImage } from '../engines/containerd/find-image.ts'
import { missingBlobs, readContents } from '../engines/containerd/image-contents.ts'
import { NotFoundError, UnavailableError } from '../errors.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { checkDocumentSize, readDocument } from '../oci/document.ts'
import { formatPlatform, normalizePlatform } from '../oci/platform.ts'
import { MissingPlatformError } from '../oci/select-platform.ts'
import type { ContentStore, FetchedManifest, ListedReferrer } from './content-store.ts'
import type { Image } from './image.ts'
import { openManifestImage } from './manifest-image.ts'
import type { SourceOptions } from './options.ts'
import { wantedPlatform } from './platform-choice.ts'
import { sharedStore } from './shared-store.ts'

/**
 * Opens `[NAMESPACE/]REF`, an image in containerd's content store, over containerd's API. REF is a name as ctr, nerdctl and crictl show
 * it, or a digest or an id.
 * @throws {UsageError} when the name means several images, or the environment names no socket or namespace; {UnavailableError} when
 *   containerd cannot be reached, or does not have the image or its content; {BrokenImageError} when a document is malformed.
 */
export async function openContainerdImage(name: string, options: SourceOptions): Promise<Image> {
  const { env, signal, limits } = options
  const channel = await ContainerdChannel.open(env, signal)
  try {
    return await openFound(
      channel,
      await findImage(channel, name, { env, signal, maxManifestBytes: limits.maxManifestBytes }),
      options,
    )
  } catch (error) {
    channel.close()
    throw error
  }
}

async function openFound(channel: ContainerdChannel, found: FoundImage, options: SourceOptions): Promise<Image> {
  const reference = `containerd:${found.namespace}/${found.name}`
  const store = new ContainerdStore(channel, found, reference, options)
  // The image closes it, also where it cannot be opened; it is still needed then, to say why.
  const shared = sharedStore(store, 2)
  try {
    const image = await openManifestImage(shared, { source: 'containerd', reference, sequential: false }, options)
    const missing = await missingBlobs(store.content, (await image.manifest())!)
    if (missing.length === 0) {
      await shared.close()
      return image
    }
  } catch (error) {
    if (!(error instanceof AbsentContentError)) throw error
  }
  throw await absentContent(store.content, found, reference, options)
}

/** An image refers to content that is not there, or was removed while it was read. */
class AbsentContentError extends NotFoundError {
  override name = 'AbsentContentError'

  constructor({ digest }: Descriptor, reference: string, cause: unknown) {
    super(
      `${digest} of ${reference} is not in containerd's content store any more; the image was removed while it was read.`,
      { cause },
    )
  }
}

class ContainerdStore implements ContentStore {
  readonly content: NamespaceContent
  readonly #channel: ContainerdChannel
  readonly #target: Descriptor
  readonly #reference: string
  readonly #options: SourceOptions

  constructor(
    channel: ContainerdChannel,
    { namespace, target }: FoundImage,
    reference: string,
    options: SourceOptions,
  ) {
    this.content = new NamespaceContent(channel, { namespace, signal: options.signal })
    this.#channel = channel
    this.#target = target
    this.#reference = reference
    this.#options = options
  }

  async fetchManifest(promised: Descriptor | null): Promise<FetchedManifest> {
    const { maxManifestBytes } = this.#options.limits
    const descriptor = promised ?? this.#target
    const what = `The manifest ${descriptor.digest} of ${this.#reference}`
    checkDocumentSize(descriptor.size, maxManifestBytes, what)
    return { descriptor, bytes: await readDocument(this.blob(descriptor), maxManifestBytes, what) }
  }

  async *blob(descriptor: Descriptor, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      yield* this.content.read(descriptor.digest, signal)
    } catch (error) {
      if (error instanceof ContainerdError && error.isNotFound) {
        throw new AbsentContentError(descriptor, this.#reference, error)
      }
      throw error
    }
  }

  /** What is about an image stands beside it in its index, if anywhere: containerd knows of no subjects. */
  async referrers(_subjects: readonly Digest[]): Promise<ListedReferrer[]> {
    return []
  }

  async close(): Promise<void> {
    this.#channel.close()
  }
}

/** Says for which platforms an image is there, when it is not there for the one that was chosen. */
async function absentContent(
  content: NamespaceContent,
  { namespace, name, target }: FoundImage,
  reference: string,
  options: SourceOptions,
): Promise<UnavailableError> {
  const { images } = await readContents(content, target, options.limits.maxManifestBytes)
  const missing = await Promise.all(images.map((image) => missingBlobs(content, image)))
  const offered = images.flatMap(({ platform }, index) => (missing[index]!.length === 0 ? (platform ?? []) : []))
  const fetch = `ctr -n ${namespace} content fetch`
  if (offered.length === 0) {
    return new UnavailableError(
      `containerd does not have the content of ${reference}: it was pulled without it, or it was removed since, as with ` +
        `discard_unpacked_layers; fetch it with ${fetch} ${name}.`,
    )
  }
  const wanted = formatPlatform(wantedPlatform(options))
  const names = [...new Set(offered.map((platform) => formatPlatform(normalizePlatform(platform))))].sort()
  return new MissingPlatformError(
    `containerd does not have the content of ${reference} for ${wanted}; choose what it has with --platform: ${names.join(', ')}; ` +
      `or fetch it with ${fetch} --platform ${wanted} ${name}.`,
    offered,
  )
}
