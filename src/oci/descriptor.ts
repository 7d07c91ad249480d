import type { Digest } from './digest.ts'
import type { Platform } from './platform.ts'

/** A content descriptor (OCI image specification, descriptor.md). Sizes are in bytes. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: Platform
  readonly artifactType?: string
  /** Places other than the registry that hold the content (foreign layers). */
  readonly urls?: readonly string[]
  /** The content itself, in base64, where the descriptor embeds it. */
  readonly data?: string
}
