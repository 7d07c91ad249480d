import type { Descriptor } from './descriptor.ts'

/** An image manifest (OCI image specification, manifest.md; Docker image manifest version 2, schema 2). */
export interface Manifest {
  readonly mediaType: string
  readonly artifactType?: string
  readonly config: Descriptor
  /** Base layer first. */
  readonly layers: readonly Descriptor[]
  readonly annotations: Readonly<Record<string, string>>
  readonly subject?: Descriptor
}
