import type { Doubt } from './doubts.ts'

/** Scripts that are too long to be read whole. */
export const cutScripts: Doubt = function* ({ image, closure }) {
  for (const node of closure.nodes()) {
    if (node.type !== 'file' || !closure.runs(node) || image.shellScripts.fact(node)?.cut !== true) continue
    yield `Only the beginning of the script ${node.path} was read; name what else it starts with --keep-bin.`
  }
}
