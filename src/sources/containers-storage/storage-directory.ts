import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../../disk/error-code.ts'
import { BrokenImageError, LimitError } from '../../errors.ts'
import { type Digest, isDigest } from '../../oci/digest.ts'
import { readDocument } from '../../oci/document.ts'
import { JsonObject } from '../../oci/json-object.ts'
import { readFileBytes, unreadable } from '../file-bytes.ts'
import { refusedTo } from './refused.ts'

/** How a storage keeps layers: as what each adds to those below it, or as whole trees. */
export type StorageDriver = 'overlay' | 'vfs'

/** An image as the storage lists it (github.com/containers/storage, images.go). */
export interface StoredImage {
  /** 64 hexadecimal digits: as a rule those of its config's digest. */
  readonly id: string
  /** Its manifests', by which it can be named. */
  readonly digests: readonly Digest[]
  /** In full: `docker.io/library/alpine:3.20`. */
  readonly names: readonly string[]
  /** The id of its top layer; null where it has none. */
  readonly layer: string | null
  /** The digests of documents that are kept with it: its config. */
  readonly documents: readonly Digest[]
  readonly directory: StorageDirectory
}

/** A layer as the storage lists it (layers.go). */
export interface StoredLayer {
  readonly id: string
  /** The id of the layer below; null for a base. */
  readonly parent: string | null
  /** The digest of its tar; null where it is not known. */
  readonly diffId: Digest | null
  /** The size of its tar; null where it is not known. */
  readonly tarBytes: number | null
  /** Whether it is being made, or being removed. */
  readonly isIncomplete: boolean
  readonly directory: StorageDirectory
}

/** No storage is known to have a list of its images or layers that is nearly as long. */
const MAX_LIST_BYTES = 256 * 1024 * 1024

/** Ids are names of directories, too. */
const ID = /^[0-9a-f]{64}$/

/** One directory of a storage. Whatever writes to it replaces its lists as a whole, so that each is read in one state. */
export class StorageDirectory {
  readonly path: string
  readonly driver: StorageDriver

  constructor(path: string, driver: StorageDriver) {
    this.path = path
    this.driver = driver
  }

  /**
   * The images there are; none where nothing was ever stored.
   * @throws {UnavailableError} when the list may not be read; {BrokenImageError} when it is malformed.
   */
  async images(): Promise<StoredImage[]> {
    return (await this.#list('images')).map((json) => {
      const bigData = json.strings('big-data-names') ?? []
      const digest = json.string('digest')
      const manifests = bigData.filter((name) => name.startsWith(MANIFEST_PREFIX))
      return {
        id: idOf(json, 'id'),
        digests: [digest, ...manifests.map((name) => name.slice(MANIFEST_PREFIX.length))].filter(isDigestText),
        names: json.strings('names') ?? [],
        layer: json.string('layer') ? idOf(json, 'layer') : null,
        documents: bigData.filter(isDigestText),
        directory: this,
      }
    })
  }

  /**
   * The layers there are, of images and of containers.
   * @throws the same as `images`
   */
  async layers(): Promise<StoredLayer[]> {
    return (await this.#list('layers')).map((json) => {
      const diffId = json.string('diff-digest')
      const tarBytes = json.integer('diff-size') ?? -1
      return {
        id: idOf(json, 'id'),
        parent: json.string('parent') ? idOf(json, 'parent') : null,
        diffId: isDigestText(diffId) ? diffId : null,
        tarBytes: tarBytes < 0 ? null : tarBytes,
        isIncomplete: json.object('flags')?.boolean('incomplete') ?? false,
        directory: this,
      }
    })
  }

  /**
   * A document of an image: its config by digest, its manifest by `manifest`.
   * @throws {UnavailableError} when it cannot be had; {LimitError} when it is larger than `maxBytes`.
   */
  document(image: StoredImage, name: string, maxBytes: number, what: string): Promise<Uint8Array> {
    const file = PLAIN_NAME.test(name) ? name : `=${Buffer.from(name).toString('base64')}`
    return readDocument(readFileBytes(join(this.#listsOf('images'), image.id, file), what), maxBytes, what)
  }

  /** The directory of a layer's files: what it adds, or with vfs the whole tree up to it. */
  treeOf(id: string): string {
    return this.driver === 'vfs' ? join(this.path, 'vfs/dir', id) : join(this.path, 'overlay', id, 'diff')
  }

  /** The file that says how a layer's tar is put together again, if there is one. */
  tarSplitOf(id: string): string {
    return join(this.#listsOf('layers'), `${id}.tar-split.gz`)
  }

  #listsOf(kind: 'images' | 'layers'): string {
    return join(this.path, `${this.driver}-${kind}`)
  }

  async #list(kind: 'images' | 'layers'): Promise<JsonObject[]> {
    const path = join(this.#listsOf(kind), `${kind}.json`)
    try {
      const { size } = await stat(path)
      if (size > MAX_LIST_BYTES) throw new LimitError(`${path} is larger than ${MAX_LIST_BYTES} bytes`, null)
      return JsonObject.parseArray(await readFile(path), path)
    } catch (error) {
      if (error instanceof BrokenImageError) throw error
      if (hasCode(error, 'ENOENT')) return []
      throw refusedTo(error, this.path) ?? unreadable(error, path)
    }
  }
}

/** The key of a manifest by its digest; the one by which an image was pulled has the key `manifest`, too. */
const MANIFEST_PREFIX = 'manifest-'

/** Keys that are names of files as they are; others are encoded (images.go, makeBigDataBaseName). */
const PLAIN_NAME = /^[0-9a-z.]+$/

function isDigestText(text: string | undefined): text is Digest {
  return text !== undefined && isDigest(text)
}

function idOf(json: JsonObject, name: string): string {
  const id = json.string(name) ?? ''
  if (!ID.test(id)) throw json.mistyped(name, 'an id of 64 hexadecimal digits')
  return id
}
