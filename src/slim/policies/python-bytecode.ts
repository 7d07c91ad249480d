import { pythonBytecode as rule } from '../../waste/rules/python-bytecode.ts'
import type { Policy } from '../policy.ts'
import { fromWasteRule } from './from-waste-rule.ts'

/** Compiled Python beside its source (PEP 3147): compiled again at the import. Without the source it is the program. */
export const pythonBytecode: Policy = {
  ...fromWasteRule(rule),
  drops: ({ name, parent }) => {
    const [, module] = /^(.+?)\.[a-z]+-?\d+[^.]*(?:\.opt-\d)?\.pyc$/.exec(name) ?? []
    return module !== undefined && parent?.parent?.children?.has(`${module}.py`) === true
  },
}
