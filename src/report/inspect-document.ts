import type { Base } from '../catalogers/base/base.ts'
import type { Binaries } from '../catalogers/elf/elf-cataloger.ts'
import type { Libc } from '../catalogers/libc.ts'
import type { Posture } from '../catalogers/posture/posture.ts'
import type { ImageSizes } from '../inventory/sizes.ts'
import type { Compression } from '../layer/decompress/compression.ts'
import type { ExecutionConfig } from '../oci/config.ts'
import type { Platform } from '../oci/platform.ts'

/** What `imgpeek inspect --json` prints; docs/schema/inspect.schema.json says the same to programs. Sizes are in bytes. */
export interface InspectDocument {
  readonly schemaVersion: 1
  readonly reference: string
  readonly source: string
  readonly digest: string | null
  readonly mediaType: string | null
  readonly imageId: string | null
  readonly platform: Platform
  readonly created: string | null
  readonly config: ExecutionConfig
  readonly size: Omit<ImageSizes, 'reclaimableByLayer'>
  readonly layers: readonly LayerSection[]
  readonly filesystem: { files: number; directories: number; symlinks: number; devices: number }
  readonly os: { id: string; versionId: string | null; prettyName: string | null } | null
  readonly libc: Libc
  readonly binaries: Binaries
  readonly base: Base
  readonly packages: readonly PackageSection[]
  /** What no package owns: regular files of the final filesystem and their content, hard links once. */
  readonly unowned: { files: number; bytes: number }
  readonly posture: Posture
  readonly warnings: readonly string[]
}

/** A layer as `inspect` tells of it. */
export interface LayerSection {
  readonly index: number
  readonly digest: string | null
  readonly diffId: string | null
  readonly mediaType: string | null
  readonly compression: Compression
  readonly compressedBytes: number
  readonly tarBytes: number
  /** Content of the layer's regular files, hard links once. */
  readonly fileBytes: number
  /** Regular files and hard links in the layer's tar. */
  readonly files: number
  /** Paths that the layer brings, changes (content or metadata) and takes away. */
  readonly added: number
  readonly modified: number
  readonly deleted: number
  /** Bytes of this layer that the final filesystem does not show. */
  readonly reclaimableBytes: number
  /** The Dockerfile instruction that made the layer; null where the history does not say. */
  readonly instruction: string | null
}

/** A package as `inspect` tells of it. */
export interface PackageSection {
  readonly type: string
  readonly name: string
  readonly version: string
  readonly architecture: string | null
  readonly licenses: readonly string[]
  readonly purl: string
  /** Content of the files that it owns in this image, hard links once. */
  readonly installedBytes: number
  readonly files: number
  readonly layer: number
  readonly source: { name: string; version: string } | null
  /** The package that brought it, whose files its files are: count them there. Null for what stands for itself. */
  readonly ownedBy: { type: string; name: string } | null
}
