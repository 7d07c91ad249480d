import { tmpdir } from 'node:os'
import { UnavailableError } from '../errors.ts'
import type { Measured } from '../layer/verify.ts'
import type { Digest } from '../oci/digest.ts'
import { LAYOUT_MARKER } from '../sources/layout-index.ts'
import { blobName } from '../sources/oci-archive.ts'
import { BlobStaging, spent } from './blob-staging.ts'
import type { Destination, DestinationName, FinishedImage, KnownBlob, Transfer } from './destination.ts'
import { MARKER_CONTENT } from './layout-index.ts'
import type { LoadingEngine } from './loading-engine.ts'
import { MemberStream } from './member-stream.ts'
import { type FullName, savedDocuments } from './saved-documents.ts'

/** Layers that every engine unpacks: plain tars and gzip. Docker takes zstd since version 23 only. */
const TAKEN_LAYERS =
  /^application\/vnd\.(?:oci\.image\.layer\.v1\.tar(?:\+gzip)?|docker\.image\.rootfs\.diff\.tar(?:\.gzip)?)$/

/**
 * An engine that one image is loaded into. What is loaded is one archive; it is sent while the image's layers are read, with no copy
 * on disk but of layers that are new, as a tar has the size of a file in front of it. An engine reads all of an archive before it takes
 * anything of it, so that nothing shows of one that breaks off.
 */
export class EngineDestination implements Destination {
  readonly name: DestinationName
  readonly reference: string
  readonly wantsTars = true
  readonly takesDockerManifests = false
  readonly takesLayer = (mediaType: string): boolean => TAKEN_LAYERS.test(mediaType)
  readonly #fullName: FullName
  readonly #engine: LoadingEngine
  readonly #stream = new MemberStream()
  readonly #abort = new AbortController()
  /** What was sent, or is waiting to be: an archive has each file once. */
  readonly #sent = new Map<Digest, Promise<void>>()
  #loading: Promise<void> | undefined
  #staging: Promise<BlobStaging> | undefined

  constructor(name: 'docker-daemon' | 'podman', fullName: FullName, engine: LoadingEngine) {
    this.name = name
    this.reference = `${name}:${fullName.text}`
    this.#fullName = fullName
    this.#engine = engine
  }

  async putBlob(blob: KnownBlob, signal: AbortSignal): Promise<Transfer> {
    await this.#send(blob, () => blob.open(), signal)
    return 'written'
  }

  async addBlob(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Measured> {
    this.#staging ??= BlobStaging.create(tmpdir(), this.reference)
    const staging = await this.#staging
    const measured = await staging.add(bytes)
    const blob = staging.blobs.get(measured.digest)!
    await this.#send(measured, () => spent(blob, signal), signal)
    return measured
  }

  async commit(image: FinishedImage, signal: AbortSignal): Promise<void> {
    const { descriptor, manifest } = image
    await this.#send(descriptor, () => [manifest], signal)
    const documents = [[LAYOUT_MARKER, MARKER_CONTENT] as const, ...savedDocuments(image, this.#fullName)]
    await Promise.all(
      documents.map(([name, bytes]) => this.#stream.write({ name, size: bytes.length, read: () => [bytes] })),
    )
    this.#stream.complete()
    await this.#loading
  }

  async close(): Promise<void> {
    this.#abort.abort()
    await this.#loading?.catch(() => {}) // whoever waits for it has heard of it
    await (await this.#staging?.catch(() => null))?.remove()
    await this.#engine.close()
  }

  #send({ digest, size }: Measured, read: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>, signal: AbortSignal) {
    this.#loading ??= this.#load(signal)
    const sending = this.#sent.get(digest) ?? this.#stream.write({ name: blobName(digest), size, read })
    this.#sent.set(digest, sending)
    return sending
  }

  /** Begins with the archive, which goes on until the image is complete or something fails. */
  #load(signal: AbortSignal): Promise<void> {
    const loading = this.#engine.load(this.#stream.bytes(), AbortSignal.any([signal, this.#abort.signal])).then(
      () => this.#stream.fail(new UnavailableError(`${this.#engine.name} took less than all of ${this.reference}.`)),
      (error: unknown) => {
        this.#stream.fail(error)
        throw error
      },
    )
    loading.catch(() => {}) // who writes hears of it; nobody may be waiting for the end yet
    return loading
  }
}
