import type { LayerAuthor } from './layer-author.ts'
import type { StoredFile } from './stored-file.ts'

/** Stored files with the same cause, layer and fate: what one piece of advice is about. */
export interface Finding {
  /** At least one. */
  readonly files: readonly StoredFile[]
  /** The layer that stores them. */
  readonly author: LayerAuthor
  /** The layer that hid them; null where the final filesystem shows them. */
  readonly shadower: LayerAuthor | null
}

/** One known cause of waste. Pure; it decides file by file and must do so fast. */
export interface WasteRule {
  /** What JSON and `--cause` call it. */
  readonly name: string
  /** What it is about, in a few words: a heading. */
  readonly title: string
  /**
   * Whether files in this directory can be meant; absolute, with a slash at its end. Asked once for each directory. A rule
   * without it is asked about every file.
   */
  readonly mayBeIn?: (directory: string) => boolean
  /** The bytes of the file that would be saved; 0 where the rule has nothing to say. The first rule that claims a file has it. */
  readonly claim: (file: StoredFile, author: LayerAuthor) => number
  /** What to change in the Dockerfile: whole sentences that name the layer and its instruction. */
  readonly advice: (finding: Finding) => string
}
