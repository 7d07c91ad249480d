import type { TreeNode } from '../rootfs/tree.ts'
import type { SlimImage } from './slim-image.ts'

/** Something that no program needs to run, wherever it comes from. */
export interface Policy {
  /** What JSON and `DropReason.kind` call it. */
  readonly name: string
  /** What it is about: `DropReason.says`. */
  readonly says: string
  /** Whether it is too much for mode `policy`, which is to change nothing that people do with an image. */
  readonly notByItself?: true
  /** Whether files in this directory can be meant; absolute, with a slash at its end. Asked once for each directory. */
  readonly mayBeIn: (directory: string) => boolean
  /** Whether this file is dropped; asked about regular files only. */
  readonly drops: (file: TreeNode, image: SlimImage) => boolean
}
