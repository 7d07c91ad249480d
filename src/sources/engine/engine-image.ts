import { type EngineClient, pathOf } from '../../engines/docker/engine-client.ts'
import { BrokenImageError, InterruptedError } from '../../errors.ts'
import { type ImageConfig, parseImageConfig } from '../../oci/config.ts'
import { type Digest, hexOf } from '../../oci/digest.ts'
import type { Platform } from '../../oci/platform.ts'
import type { ArchiveSource } from '../archive-source.ts'
import { eitherSignal } from '../either-signal.ts'
import type { Image, Layer, PassingLayer, SourceName } from '../image.ts'
import { blobName } from '../oci-archive.ts'
import type { SourceOptions } from '../options.ts'
import { type ConfiguredImage, readSavedConfig } from '../saved-config.ts'
import { parseSavedImages, SAVE_MANIFEST } from '../saved-images.ts'
import { TarArchive } from '../tar-archive.ts'
import type { TarMember } from '../tar-members.ts'
import type { EngineImageFacts } from './engine-image-facts.ts'
import { findConfig } from './find-config.ts'
import { readSaved } from './saved-pass.ts'

/** An image that was found at an engine. */
export interface FoundEngineImage {
  readonly source: SourceName
  readonly reference: string
  readonly client: EngineClient
  readonly facts: EngineImageFacts
  /** Whether the engine gives layers compressed, as containerd's store has them; otherwise the digest of what comes is the diffID. */
  readonly isContainerdStore: boolean
  /** Whether the engine may have it for several platforms, and gives the one that is asked for. */
  readonly choosesPlatform: boolean
}

/** The stream that an engine packs an image into, once it was read to its end. */
interface SavedStream {
  readonly archive: TarArchive
  readonly saved: ConfiguredImage
}

/**
 * An image of an engine, which gives it as one stream (`/images/{name}/get`), in an order of its own: the layers are read as they
 * pass, and the config comes with them. Whatever is asked for in another order takes a stream of its own.
 */
export class EngineImage implements Image {
  readonly source: SourceName
  readonly reference: string
  readonly descriptor = null
  readonly sequential = true
  readonly #found: FoundEngineImage
  readonly #options: SourceOptions
  #stream: Promise<SavedStream> | undefined
  /** The archive of `#stream`, once it is there. */
  #archive: SavedStream | undefined
  #rawConfig: Promise<Uint8Array> | undefined
  #imageId: Digest | null

  constructor(found: FoundEngineImage, options: SourceOptions) {
    this.source = found.source
    this.reference = found.reference
    this.#found = found
    this.#options = options
    this.#imageId = found.isContainerdStore ? null : found.facts.id
  }

  /** Of an image in a containerd store not known before its config is. */
  get imageId(): Digest | null {
    return this.#imageId
  }

  async manifest(): Promise<null> {
    return null
  }

  async rawManifest(): Promise<null> {
    return null
  }

  async config(): Promise<ImageConfig> {
    return parseImageConfig(await this.rawConfig(), `The config of ${this.reference}`)
  }

  rawConfig(): Promise<Uint8Array> {
    this.#rawConfig ??= this.#keptConfig().then(async (kept) => kept ?? (await this.#whole()).saved.bytes)
    return this.#rawConfig
  }

  async platforms(): Promise<readonly Platform[]> {
    return [this.#found.facts.platform]
  }

  async layers(): Promise<readonly Layer[]> {
    const { facts, isContainerdStore } = this.#found
    return facts.diffIds.map((diffId, index) => ({
      digest: isContainerdStore ? null : diffId,
      size: null,
      mediaType: null,
      annotations: {},
      diffId,
      urls: [],
      position: this.#offsetOf(index) ?? index,
      open: (signal) => this.#openLayer(index, eitherSignal(signal, this.#options.signal)),
    }))
  }

  async locateLayers(): Promise<void> {
    await this.#whole()
  }

  async *passing(own?: AbortSignal): AsyncGenerator<PassingLayer> {
    const members = new Map<string, TarMember>()
    const signal = eitherSignal(own, this.#options.signal)
    yield* readSaved(this.#bytes(signal), this.#what, this.#options.limits, members)
    this.#stream ??= this.#savedIn(members)
    await this.#stream
  }

  async referrers(): Promise<readonly []> {
    return []
  }

  async close(): Promise<void> {
    await this.#archive?.archive.close()
    await this.#found.client.close()
  }

  get #what(): string {
    return `The stream of ${this.reference}`
  }

  #bytes(signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const { client, facts, choosesPlatform } = this.#found
    return client.stream({
      path: `/images/${pathOf(facts.id)}/get`,
      query: choosesPlatform ? { platform: JSON.stringify(facts.platform) } : {},
      doing: `reading ${this.reference}`,
      signal,
    })
  }

  /** What a stream of the image has in it; reads one to its end where none was read yet. */
  #whole(): Promise<SavedStream> {
    this.#stream ??= this.#readWhole()
    return this.#stream
  }

  async #readWhole(): Promise<SavedStream> {
    const members = new Map<string, TarMember>()
    const bytes = this.#bytes(this.#options.signal)
    for await (const _ of readSaved(bytes, this.#what, this.#options.limits, members));
    return this.#savedIn(members)
  }

  async #savedIn(members: ReadonlyMap<string, TarMember>): Promise<SavedStream> {
    const source: ArchiveSource = {
      what: this.#what,
      bytes: (signal) => this.#bytes(eitherSignal(signal, this.#options.signal)),
      range: null,
      close: async () => {},
    }
    const archive = new TarArchive(source, this.#options.limits, members)
    const saved = await this.#imageIn(archive)
    await this.#keepConfig(archive)
    this.#imageId = saved.digest
    this.#archive = { archive, saved }
    return this.#archive
  }

  /** Of the images in a stream (a containerd store may have several platforms) the one that was found. */
  async #imageIn(archive: TarArchive): Promise<ConfiguredImage> {
    const { facts, isContainerdStore } = this.#found
    const images = parseSavedImages(await archive.readDocument(SAVE_MANIFEST), `${SAVE_MANIFEST} of ${this.reference}`)
    for (const image of images) {
      const saved = await readSavedConfig(archive, image, this.reference, this.#options)
      const isMeant = isContainerdStore || saved.digest === facts.id
      if (isMeant && isSameList(saved.config.diffIds, facts.diffIds)) return saved
    }
    throw new BrokenImageError(`${this.reference} is broken: its engine sends other images than ${facts.id}.`)
  }

  /** The config as it was kept when it was read before. */
  async #keptConfig(): Promise<Uint8Array | undefined> {
    const { documents } = this.#options
    if (documents === undefined || this.#stream !== undefined) return undefined
    const { platformId, diffIds } = this.#found.facts
    const trail = await findConfig(platformId, diffIds, (digest) => documents.read(digest))
    if (trail !== undefined) this.#imageId = trail.documents.at(-1)!.digest
    return trail?.config
  }

  async #keepConfig(archive: TarArchive): Promise<void> {
    const { documents } = this.#options
    if (documents === undefined) return
    const { platformId, diffIds } = this.#found.facts
    const trail = await findConfig(platformId, diffIds, async (digest) =>
      [blobName(digest), `${hexOf(digest)}.json`].map((name) => archive.find(name)?.content).find(Boolean),
    )
    await Promise.all(trail?.documents.map(({ digest, bytes }) => documents.write(digest, bytes)) ?? [])
  }

  #offsetOf(index: number): number | undefined {
    if (this.#archive === undefined) return undefined
    const { archive, saved } = this.#archive
    return archive.find(saved.image.layers[index]!)?.offset
  }

  async *#openLayer(index: number, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
    const { archive, saved } = await this.#whole()
    yield* archive.stream(archive.get(saved.image.layers[index]!), signal)
  }
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index])
}
