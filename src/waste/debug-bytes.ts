import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import type { ElfFact } from '../catalogers/elf/loader-configuration.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/**
 * Tells how many bytes of a program or library only a debugger reads: debug sections and symbol tables, which strip(1) takes
 * out. 0 for other files.
 */
export function debugBytesOf(layers: readonly Pick<LayerInventory, 'entries' | 'facts'>[]): (node: TreeNode) => number {
  // By size first: to spell out the digest of every file of an image takes longer than all else here.
  const bySize = new Map<number, Map<string, number>>()
  for (const { entries, facts } of layers) {
    for (const [row, fact] of facts[elfCataloger.name] ?? []) {
      const elf = fact as ElfFact
      const bytes = 'machine' in elf ? (elf.debugBytes ?? 0) + (elf.symbolBytes ?? 0) : 0
      if (bytes === 0) continue
      const size = entries.size(row)
      const byDigest = bySize.get(size) ?? new Map<string, number>()
      bySize.set(size, byDigest.set(entries.sha256(row)!, bytes))
    }
  }
  return (node) => Math.min(node.size, bySize.get(node.size)?.get(node.sha256 ?? '') ?? 0)
}
