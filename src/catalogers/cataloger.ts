import type { FactReader, Json } from '../layer/fact-reader.ts'
import type { ImageConfig } from '../oci/config.ts'
import type { SquashedTree } from '../rootfs/tree.ts'
import type { OsRelease } from './os-release.ts'

/** What `conclude` may know beside the tree. */
export interface Conclusion {
  readonly config: ImageConfig
  /** Null without an os-release file, and while the os-release cataloger itself concludes. */
  readonly os: OsRelease | null
  /** Reports something that could not be read; it must name the file. */
  warn(message: string): void
}

/**
 * Recognises one kind of thing inside images. What `read` returns is stored in the layer's inventory and in the cache;
 * `conclude` runs on the squashed tree, with no bytes left. All are pure.
 */
export interface Cataloger<Fact extends Json, Finding> extends FactReader<Fact> {
  conclude(tree: SquashedTree<Fact>, image: Conclusion): Finding
}
