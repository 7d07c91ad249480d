import type { Mode } from '../mode.ts'

/** Everything, but for what policies drop. */
export const policy: Mode = {
  name: 'policy',

  extend(closure, { tree }) {
    // what is named by itself first: that stays whatever policies say; the rest leads to nothing that is not there anyway
    closure.run()
    const reason = { kind: 'mode', says: 'no policy drops it', because: null }
    for (const node of tree.nodes()) closure.addNode(node, { ...reason, part: true }, reason)
  },
}
