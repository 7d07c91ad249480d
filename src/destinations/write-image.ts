import { BrokenImageError, InterruptedError } from '../errors.ts'
import { checkCompression, type LayerCompression } from '../layer/compress.ts'
import { DEFAULT_LIMITS, type Limits } from '../limits.ts'
import { parseImageConfig } from '../oci/config.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { algorithmOf, type Digest, Digester } from '../oci/digest.ts'
import { type Manifest, parseManifest } from '../oci/manifest.ts'
import { MediaType } from '../oci/media-types.ts'
import { UNKNOWN } from '../oci/platform.ts'
import type { Destination, DestinationName, DestinationOptions, FinishedImage } from './destination.ts'
import { encodeManifest, isManifestOf } from './image-manifest.ts'
import { openDestination } from './index.ts'
import { LayerWriter, type WrittenLayer } from './layer-writer.ts'

/** How an image is written. */
export interface WriteOptions extends Omit<DestinationOptions, 'limits'> {
  /** How layers that are made new are compressed, where the destination leaves that open; gzip unless given. */
  readonly compression?: LayerCompression
  readonly limits?: Partial<Limits>
}

/** What makes an image of layers that have been written. */
export interface ImageParts {
  /** The config's bytes; its diffIDs are those of the layers. */
  readonly config: Uint8Array
  /** Base first. */
  readonly layers: readonly WrittenLayer[]
  /** The manifest's. */
  readonly annotations?: Readonly<Record<string, string>>
  /**
   * A manifest that exists already. It is taken as it is, so that the image keeps its digest, where it is true of the parts and of a
   * type that the destination takes.
   */
  readonly manifest?: { readonly descriptor: Descriptor; readonly bytes: Uint8Array } | null
}

/** An image that has been written. */
export interface WrittenImage {
  readonly destination: DestinationName
  /** In its canonical spelling, with the scheme except for a registry's. */
  readonly reference: string
  /** The manifest's. */
  readonly descriptor: Descriptor
  readonly imageId: Digest
}

/**
 * Writes an image to the place that `reference`, `[SCHEME:]NAME`, names: a registry, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`,
 * `docker-archive:FILE[:REF]`, `docker-daemon:REF`, `podman:REF` or `containerd:[NAMESPACE/]REF`. Nothing is to be seen of it before all of it is there, and a failure leaves nothing half-written;
 * content streams, and only archives keep it in files, beside their place, until they are complete.
 * @param build writes the layers, and gives what makes an image of them; what it throws ends the writing. Whatever must hold before
 *   the image appears is to be checked in there.
 * @throws {UsageError} when no image can be written there; {UnavailableError} when it cannot be written; {BrokenImageError} when
 *   the config is malformed or does not list the layers, or what is there already is malformed; {InterruptedError} when the signal fires; what `build` throws.
 */
export async function writeImage(
  reference: string,
  options: WriteOptions,
  build: (writer: LayerWriter) => Promise<ImageParts>,
): Promise<WrittenImage> {
  const compression = options.compression ?? { format: 'gzip' }
  checkCompression(compression)
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const destination = await openDestination(reference, { ...options, limits })
  const failure = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, failure.signal]) : failure.signal
  const writer = new LayerWriter(destination, { compression, limits, signal })
  try {
    const image = await finishImage(destination, await build(writer), signal)
    if (signal.aborted) throw signal.reason
    await destination.commit(image, signal)
    const { descriptor, config } = image
    return { destination: destination.name, reference: destination.reference, descriptor, imageId: config.digest }
  } catch (error) {
    failure.abort(error) // ends what is still under way
    throw options.signal?.aborted ? new InterruptedError(undefined, { cause: error }) : error
  } finally {
    await writer.settle()
    await destination.close()
  }
}

/** Writes the config, and makes the manifest or takes the one that there is. */
async function finishImage(
  destination: Destination,
  { config: configBytes, layers: written, manifest: existing = null, ...parts }: ImageParts,
  signal: AbortSignal,
): Promise<FinishedImage> {
  const { platform, diffIds } = parseImageConfig(configBytes, `The config of ${destination.reference}`)
  if (diffIds.length !== written.length || written.some(({ diffId }, index) => diffId !== diffIds[index])) {
    throw new BrokenImageError(`The config for ${destination.reference} does not list the diffIDs of its layers.`)
  }
  const parsed = existing && parseManifest(existing.bytes, `The manifest of ${destination.reference}`)
  const config = describe(configBytes, parsed?.config.digest)
  await destination.putBlob({ ...config, origin: null, open: () => once(configBytes) }, signal)

  const layers = written.map(({ descriptor }) => descriptor)
  const { annotations = parsed?.annotations ?? {} } = parts
  const isKept =
    existing !== null &&
    parsed !== null &&
    takes(destination, existing.descriptor.mediaType) &&
    isManifestOf(parsed, { config, layers, annotations })
  const manifest = isKept ? existing.bytes : encodeManifest({ config, layers, annotations })
  const final: Manifest = parseManifest(manifest, `The manifest of ${destination.reference}`)
  const descriptor = {
    mediaType: isKept ? existing.descriptor.mediaType : MediaType.ociManifest,
    ...describe(manifest, isKept ? existing.descriptor.digest : undefined),
    ...(platform.os !== UNKNOWN && platform.architecture !== UNKNOWN && { platform }),
  }
  return { descriptor, manifest, config: final.config, layers: final.layers }
}

function takes({ takesDockerManifests }: Destination, mediaType: string): boolean {
  return mediaType === MediaType.ociManifest || (takesDockerManifests && mediaType === MediaType.dockerManifest)
}

/** Digest and size of a document; by the algorithm of the digest that it has already, if any. */
function describe(bytes: Uint8Array, known: Digest | undefined): Pick<Descriptor, 'digest' | 'size'> {
  const digester = new Digester(known && algorithmOf(known))
  digester.update(bytes)
  return { digest: digester.digest(), size: bytes.length }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
