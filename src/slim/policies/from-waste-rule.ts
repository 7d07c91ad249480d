import type { WasteRule } from '../../waste/rule.ts'
import type { Policy } from '../policy.ts'

const NO_AUTHOR = { index: 0, instruction: null, kind: 'other', label: '' } as const

/** What `imgpeek waste` knows of the same files: where they are. */
export function fromWasteRule(rule: WasteRule, { name, title, mayBeIn = () => true } = rule): Policy {
  return {
    name,
    says: title,
    mayBeIn,
    drops: (node) => {
      // an empty file is as needless as others
      const file = { node, otherNodes: [], bytes: 1, layer: node.layer, shadow: null, debugBytes: 0 }
      return rule.claim(file, NO_AUTHOR) > 0
    },
  }
}
