import { elfCataloger } from '../../catalogers/elf/elf-cataloger.ts'
import type { ElfFact } from '../../catalogers/elf/loader-configuration.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { displayPath } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { loadedBytesReader } from '../strip/loaded-bytes.ts'
import type { StripOutcome } from '../strip/strip-file.ts'

/**
 * Programs and libraries that were stripped of more than what only debuggers read.
 * @param nameOf where the result has a path of the source; at the same place unless given
 */
export function* changedPrograms(
  plan: Pick<SlimPlan, 'image' | 'stripped'>,
  result: ImageInventory,
  outcomes: ReadonlyMap<string, StripOutcome>,
  nameOf = ({ path }: TreeNode): string => path,
): Generator<string> {
  const before = plan.image.factsOf(elfCataloger)
  const after = result.factsOf(elfCataloger)
  const loaded = result.factsOf(loadedBytesReader)
  const byContent = new Map(
    [...plan.stripped.keys()].flatMap((node) => {
      const outcome = outcomes.get(nameOf(node))
      return outcome === undefined ? [] : [[node.inode, outcome] as const]
    }),
  )
  for (const node of plan.stripped.keys()) {
    const found = result.tree.get(nameOf(node))
    if (found === undefined || found.sha256 === node.sha256) continue // what is missing, `otherPaths` tells
    const outcome = byContent.get(node.inode)
    const isLoadedSame = outcome !== undefined && 'loaded' in outcome && loaded.fact(found) === outcome.loaded
    if (!isLoadedSame) yield `${displayPath(node.path)} was stripped, and what it loads is not what it was.`
    else if (linking(before.fact(node)) !== linking(after.fact(found))) {
      yield `${displayPath(node.path)} was stripped, and needs or offers something else than before.`
    }
  }
}

/** What a loader takes from a binary, as one text: all that is known of it but how much of it is for debuggers. */
function linking(fact: ElfFact | undefined): string {
  if (fact === undefined || !('machine' in fact)) return ''
  const { stripped, symbolBytes, debugBytes, ...rest } = fact
  return JSON.stringify(rest)
}
