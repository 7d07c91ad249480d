import type { ImageConfig } from '../../oci/config.ts'
import type { SquashedTree } from '../../rootfs/tree.ts'
import type { OsRelease } from '../os-release.ts'
import type { Package } from '../packages/package.ts'

/** What an image is built on. */
export interface Base {
  /** `alpine`, `debian`, `distroless`, `scratch`, …; the os-release ID of a distribution without a detector of its own. */
  readonly family: string
  /** The edition that the family's publisher makes: distroless' `static`, Debian's `slim`, UBI's `micro`. */
  readonly variant: string | null
  /** What else the publisher's tag would say: `nonroot`, `debug`, `apko`. */
  readonly tags: readonly string[]
  /** Short sentences that name the files, labels and annotations that speak for it. */
  readonly evidence: readonly string[]
}

/** What is known of an image when its base is looked for. */
export interface BaseClues {
  readonly tree: SquashedTree<unknown>
  readonly config: ImageConfig
  /** The manifest's annotations; empty where there is no manifest. */
  readonly annotations: Readonly<Record<string, string>>
  readonly os: OsRelease | null
  readonly packages: readonly Package[]
  /** The family that the libc cataloger found; `none` for static and foreign programs. */
  readonly libc: string
}

/** Recognises one family; null where the image is not of it. */
export type BaseDetector = (image: BaseClues) => Base | null

/** The sentence that says where the distribution's name comes from. */
export function osEvidence(os: OsRelease): string {
  const version = os.versionId === null ? '' : `, VERSION_ID=${os.versionId}`
  return `os-release says ID=${os.id}${version}`
}
