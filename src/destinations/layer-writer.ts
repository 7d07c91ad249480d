import { InterruptedError } from '../errors.ts'
import { compress, type LayerCompression } from '../layer/compress.ts'
import { openLayer } from '../layer/scan.ts'
import { Verifier, watch } from '../layer/verify.ts'
import type { Limits } from '../limits.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { layerMediaType } from '../oci/layer-types.ts'
import { parseRegistryReference } from '../reference.ts'
import type { Image, Layer } from '../sources/image.ts'
import type { Destination, Transfer } from './destination.ts'

/** A layer of the image that is being written. */
export interface WrittenLayer {
  /** What the manifest says of it. */
  readonly descriptor: Descriptor
  readonly diffId: Digest
  /** How it came there; `elsewhere` for a foreign layer, which stays at its URLs. */
  readonly transfer: Transfer | 'elsewhere'
}

/** How one layer is written. */
export interface WriteLayerOptions {
  /** Hears how many bytes, of those that are read, have passed. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

interface LayerWriterOptions {
  readonly compression: LayerCompression
  readonly limits: Limits
  readonly signal: AbortSignal
}

/** Writes the layers of one image to its destination, one after another or several at once. */
export class LayerWriter {
  readonly #destination: Destination
  readonly #options: LayerWriterOptions
  readonly #copies = new Map<Digest, Promise<WrittenLayer>>()
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(destination: Destination, options: LayerWriterOptions) {
    this.#destination = destination
    this.#options = options
  }

  /**
   * Writes a layer of an image that is open. Where a manifest describes it, its bytes go as they are, verified by digest and
   * size, and only if the destination does not have them; otherwise, or where the destination wants plain tars, it is made
   * anew from its tar, verified by its diffID.
   * @throws {BrokenImageError} when it is not what was promised; {UnavailableError} when it cannot be had or written;
   *   {InterruptedError} when the signal fires.
   */
  copyLayer(layer: Layer, image: Image, options: WriteLayerOptions = {}): Promise<WrittenLayer> {
    const key = layer.digest ?? layer.diffId
    const copy = (key && this.#copies.get(key)) ?? this.#track(this.#copy(layer, image, options))
    if (key !== null) this.#copies.set(key, copy)
    return copy
  }

  /**
   * Writes a new layer from the bytes of its tar, compressed as the image's layers are to be. Digest and size are known
   * afterwards.
   * @param tar may give pieces that are good only until the next one is asked for
   * @throws {UnavailableError} when it cannot be written; {InterruptedError} when the signal fires; what `tar` throws.
   */
  writeLayer(tar: AsyncIterable<Uint8Array>, options: WriteLayerOptions = {}): Promise<WrittenLayer> {
    return this.#track(this.#write(this.#passing(tar, options), null))
  }

  /** Waits until nothing is being written, however that ends. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#underWay)
  }

  async #copy(layer: Layer, image: Image, options: WriteLayerOptions): Promise<WrittenLayer> {
    const { signal, limits } = this.#options
    const { digest, size, diffId } = layer
    const descriptor = descriptorOf(layer)
    if (descriptor === null || diffId === null || this.#wantsTarOf(layer)) {
      const { tar } = openLayer(this.#passing(layer.open(signal), options), { digest, size }, limits)
      return this.#write(tar, diffId)
    }
    // Content that is not kept with images is not to be passed on with them either (layer.md, "Non-Distributable Layers").
    if (layer.urls.length > 0) return { descriptor, diffId, transfer: 'elsewhere' }
    const blob = {
      digest: descriptor.digest,
      size: descriptor.size,
      origin: image.source === 'registry' ? parseRegistryReference(image.reference) : null,
      open: () => {
        const verifier = new Verifier(`Layer ${descriptor.digest}`, descriptor.digest, descriptor.size)
        return watch(this.#passing(layer.open(signal), options), verifier).bytes
      },
    }
    return { descriptor, diffId, transfer: await this.#destination.putBlob(blob, signal) }
  }

  /** Whether the destination has to have a plain tar, and so the content of a foreign layer too. */
  #wantsTarOf({ mediaType, urls }: Layer): boolean {
    const { wantsTars, takesLayer } = this.#destination
    return wantsTars && (urls.length > 0 || mediaType === null || !takesLayer?.(mediaType))
  }

  async #write(tar: AsyncIterable<Uint8Array>, diffId: Digest | null): Promise<WrittenLayer> {
    const { signal } = this.#options
    const compression = this.#destination.wantsTars ? { format: 'none' as const } : this.#options.compression
    const watched = watch(tar, new Verifier("The layer's uncompressed tar", diffId, null))
    const measured = await this.#destination.addBlob(compress(watched.bytes, compression), signal)
    return {
      descriptor: { mediaType: layerMediaType(compression.format), ...measured },
      diffId: watched.measured().digest,
      transfer: 'written',
    }
  }

  async *#passing(bytes: AsyncIterable<Uint8Array>, { onBytes }: WriteLayerOptions): AsyncGenerator<Uint8Array> {
    const { signal } = this.#options
    let passed = 0
    for await (const piece of bytes) {
      if (signal.aborted) throw new InterruptedError(undefined, { cause: signal.reason })
      passed += piece.length
      yield piece
      onBytes?.(passed)
    }
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work)
    const forget = (): void => void this.#underWay.delete(work)
    work.then(forget, forget)
    return work
  }
}

/** What a manifest says of a layer; null where it comes without one. */
function descriptorOf({ digest, size, mediaType, annotations, urls }: Layer): Descriptor | null {
  if (digest === null || size === null || mediaType === null) return null
  const hasAnnotations = Object.keys(annotations).length > 0
  return { mediaType, digest, size, ...(hasAnnotations && { annotations }), ...(urls.length > 0 && { urls }) }
}
