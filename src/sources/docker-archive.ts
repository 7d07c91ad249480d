import { UnavailableError } from '../errors.ts'
import type { ImageConfig } from '../oci/config.ts'
import { type Digest, isDigest } from '../oci/digest.ts'
import type { Platform } from '../oci/platform.ts'
import { eitherSignal } from './either-signal.ts'
import type { Image, Layer } from './image.ts'
import { LAYOUT_INDEX } from './layout-index.ts'
import { openManifestImage } from './manifest-image.ts'
import { ArchivedLayoutStore } from './oci-archive.ts'
import type { SourceOptions } from './options.ts'
import { splitPathAndTag } from './path-and-tag.ts'
import { type ConfiguredImage, chooseSavedImage } from './saved-config.ts'
import { parseSavedImages, SAVE_MANIFEST, selectSavedImages } from './saved-images.ts'
import { findSavedManifest } from './saved-manifest.ts'
import { TarArchive } from './tar-archive.ts'

/**
 * Opens `FILE[:REF]`, an image in the output of `docker save`: of old Docker (`ID/layer.tar`) and of new (OCI blobs beside
 * manifest.json), plain or compressed. `REF` is one of its RepoTags, or `@INDEX`.
 * @throws {UnavailableError} when there is no such archive or no such image in it; {UsageError} when several could be
 *   meant; {BrokenImageError} when the archive or a document is malformed.
 */
export async function openDockerArchive(name: string, options: SourceOptions): Promise<Image> {
  const { path, tag: ref } = await splitPathAndTag(name)
  const archive = await TarArchive.open(path, options.limits, options.signal)
  try {
    if (!archive.has(SAVE_MANIFEST)) throw notSaved(archive, path)
    const bytes = await archive.readDocument(SAVE_MANIFEST, options.signal)
    const images = parseSavedImages(bytes, `${SAVE_MANIFEST} in ${path}`)
    const scheme = `docker-archive:${path}`
    const reference = ref === null ? scheme : `${scheme}:${ref}`
    const saved = await chooseSavedImage(archive, selectSavedImages(images, scheme, ref), reference, options)
    const manifest = await findSavedManifest(archive, saved, reference, options)
    if (manifest === undefined) return new DockerArchiveImage(archive, saved, reference, options.signal)
    const store = new ArchivedLayoutStore(archive, manifest, options)
    const sequential = archive.isSequential
    return await openManifestImage(store, { source: 'docker-archive', reference, sequential }, options)
  } catch (error) {
    await archive.close()
    throw error
  }
}

/** A saved image without a manifest: a config, and layers by their names in the archive. */
class DockerArchiveImage implements Image {
  readonly source = 'docker-archive'
  readonly reference: string
  readonly descriptor = null
  readonly imageId: Digest
  readonly sequential: boolean
  readonly #archive: TarArchive
  readonly #saved: ConfiguredImage
  readonly #signal: AbortSignal | undefined

  constructor(archive: TarArchive, saved: ConfiguredImage, reference: string, signal: AbortSignal | undefined) {
    this.reference = reference
    this.imageId = saved.digest
    this.sequential = archive.isSequential
    this.#archive = archive
    this.#saved = saved
    this.#signal = signal
  }

  async manifest(): Promise<null> {
    return null
  }

  async config(): Promise<ImageConfig> {
    return this.#saved.config
  }

  async rawManifest(): Promise<null> {
    return null
  }

  async rawConfig(): Promise<Uint8Array> {
    return this.#saved.bytes
  }

  async platforms(): Promise<readonly Platform[]> {
    return [this.#saved.config.platform]
  }

  async layers(): Promise<readonly Layer[]> {
    const { image, config } = this.#saved
    return image.layers.map((name, index) => this.#layer(name, config.diffIds[index] ?? null))
  }

  async referrers(): Promise<readonly []> {
    return []
  }

  close(): Promise<void> {
    return this.#archive.close()
  }

  #layer(name: string, diffId: Digest | null): Layer {
    const file = this.#archive.get(name)
    return {
      digest: blobDigest(name),
      size: file.size,
      mediaType: null,
      annotations: {},
      diffId,
      urls: [],
      position: file.offset,
      open: (signal) => this.#archive.stream(file, eitherSignal(signal, this.#signal)),
    }
  }
}

/** Layers that are a layout's blobs have the digest of their bytes for a name; `ID/layer.tar` promises nothing. */
function blobDigest(name: string): Digest | null {
  const digest = name.replace(/^blobs\/(sha256|sha512)\//, '$1:')
  return isDigest(digest) ? digest : null
}

function notSaved(archive: TarArchive, path: string): UnavailableError {
  const hint = archive.has(LAYOUT_INDEX)
    ? `, but an OCI archive; name it oci-archive:${path}`
    : archive.has('repositories')
      ? '; Docker before 1.10 wrote it, so load and save it with a current Docker'
      : ''
  return new UnavailableError(`${path} is not the output of docker save: it has no ${SAVE_MANIFEST}${hint}.`)
}
