import type { Descriptor } from './descriptor.ts'

/** An image index (OCI image specification, image-index.md) or a Docker manifest list. */
export interface ImageIndex {
  readonly mediaType: string
  readonly manifests: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
}
