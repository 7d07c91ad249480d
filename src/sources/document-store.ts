import type { Digest } from '../oci/digest.ts'

/** Small documents (image configs) by their digest. What cannot be kept is left out silently; what comes back is not verified. */
export interface DocumentStore {
  /** The bytes under this digest, if there are any. */
  read(digest: Digest): Promise<Uint8Array | undefined>
  write(digest: Digest, bytes: Uint8Array): Promise<void>
}
