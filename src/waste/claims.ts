import type { TreeNode } from '../rootfs/tree.ts'
import type { LayerAuthor } from './layer-author.ts'
import { directoryOf } from './left-behind.ts'
import type { WasteRule } from './rule.ts'
import type { StoredFile } from './stored-file.ts'

/** A file and the rule that has claimed it. */
export interface Claim {
  readonly rule: WasteRule
  readonly file: StoredFile
  /** As much of the file as would be saved. */
  readonly bytes: number
}

/** Gives each file to the first rule that claims it, so that no byte counts twice. */
export function claimFiles(
  files: readonly StoredFile[],
  authors: readonly LayerAuthor[],
  rules: readonly WasteRule[],
): Claim[] {
  const claims: Claim[] = []
  // A hundred thousand files are in some ten thousand directories, and few rules have business in any one.
  const rulesIn = new Map<TreeNode, readonly WasteRule[]>()
  for (const file of files) {
    const directory = file.node.parent!
    let possible = rulesIn.get(directory)
    if (possible === undefined) {
      const path = directoryOf(file.node)
      possible = rules.filter((rule) => rule.mayBeIn?.(path) ?? true)
      rulesIn.set(directory, possible)
    }
    const author = authors[file.layer]!
    for (const rule of possible) {
      const bytes = rule.claim(file, author)
      if (bytes === 0) continue
      claims.push({ rule, file, bytes })
      break
    }
  }
  return claims
}
