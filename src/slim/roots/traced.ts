import { parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Lead } from '../lead.ts'
import type { Root } from '../root.ts'
import type { SlimImage } from '../slim-image.ts'
import type { TracedUse } from '../trace/traced-paths.ts'

/** What runs of the image used: `--trace`, `--trace-file`. */
export const traced: Root = {
  name: 'traced',

  *leads(image) {
    const { tree, options } = image
    for (const { uses } of options.traces ?? []) {
      for (const [path, use] of uses) {
        const node = tree.resolve(path) ?? tree.resolveParent(path)
        if (node !== undefined) yield leadOf(path, saysOf(use), mayRun(node, use, image))
        // what was made while it ran needs its directory
        else if (parentOf(path) !== '/') yield leadOf(parentOf(path), saysOf(use, 'something in it'), false)
      }
    }
  },
}

function leadOf(path: string, says: string, runs: boolean): Lead {
  return { path, kind: 'traced', says, because: null, runs }
}

/** Libraries are opened to be run; scripts are opened as data, too (Node.js reads `ldd` to learn which C library there is). */
function mayRun(node: TreeNode, { use }: TracedUse, image: SlimImage): boolean {
  return use === 'executed' || (use === 'opened' && image.objectAt(node) !== undefined)
}

/** `was opened by /usr/bin/python3 in a run (openat)`. */
function saysOf({ use, call, program }: TracedUse, what?: string): string {
  const by = program === null ? '' : ` by ${program}`
  return what === undefined ? `was ${use}${by} in a run (${call})` : `had ${what} ${use}${by} in a run (${call})`
}
