import type { Healthcheck } from '../oci/config.ts'
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
  readonly config: ConfigSection
  readonly size: SizeSection
  readonly layers: readonly LayerSection[]
  readonly filesystem: { files: number; directories: number; symlinks: number; devices: number }
  readonly os: { id: string; versionId: string | null; prettyName: string | null } | null
  readonly libc: LibcSection
  readonly binaries: BinariesSection
  readonly base: { family: string; variant: string | null; tags: readonly string[]; evidence: readonly string[] }
  readonly packages: readonly PackageSection[]
  /** What no package owns: regular files of the final filesystem and their content, hard links once. */
  readonly unowned: { files: number; bytes: number }
  readonly posture: PostureSection
  readonly warnings: readonly string[]
}

export interface ConfigSection {
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly env: readonly string[]
  readonly user: string
  readonly workingDir: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly stopSignal: string | null
  readonly healthcheck: Healthcheck | null
  readonly shell: readonly string[] | null
}

export interface SizeSection {
  readonly compressedBytes: number
  readonly tarBytes: number
  readonly layerBytes: number
  readonly contentBytes: number
  readonly reclaimableBytes: number
  /** contentBytes / layerBytes; 1 for an image without bytes. */
  readonly efficiency: number
  /** dive's own figures, by dive's formula. */
  readonly dive: { efficiency: number; wastedBytes: number; wastedUserPercent: number }
}

export interface LayerSection {
  readonly index: number
  readonly digest: string | null
  readonly diffId: string | null
  readonly mediaType: string | null
  readonly compression: 'gzip' | 'zstd' | 'bzip2' | 'xz' | 'none'
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

export interface LibcSection {
  readonly family: 'musl' | 'glibc' | 'uclibc' | 'bionic' | 'none'
  readonly version: string | null
  readonly loader: string | null
}

export interface BinariesSection {
  readonly elf: number
  readonly dynamic: number
  readonly static: number
  /** The highest symbol version needed of each family (`GLIBC`, `GLIBCXX`, `OPENSSL`, …). */
  readonly requires: Readonly<Record<string, string>>
  readonly unresolved: readonly { path: string; needs: string }[]
  /** The file that a container starts, and the loader and libraries whose lack keeps it from starting. */
  readonly entrypoint: { path: string; unresolved: readonly string[] } | null
}

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
}

export interface PostureSection {
  readonly user: string
  readonly runsAsRoot: boolean
  readonly shells: readonly string[]
  readonly packageManagers: readonly string[]
  readonly setuid: readonly string[]
  /** Files with capabilities, as `getcap` prints them. */
  readonly capabilities: readonly { path: string; capabilities: string }[]
  /** World-writable regular files, and world-writable directories without the sticky bit. */
  readonly worldWritable: readonly string[]
  readonly caCertificates: string | null
  readonly timezones: string | null
  readonly passwd: boolean
  readonly group: boolean
  readonly nsswitch: boolean
  /** Whether /tmp is there and anyone may write to it. */
  readonly tmp: boolean
}
