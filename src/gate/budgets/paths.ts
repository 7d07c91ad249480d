import { formatCount } from '../../report/quantity.ts'
import type { Budget } from '../budget.ts'
import { pathOffender } from '../offenders.ts'
import { plainFinding } from './finding.ts'
import { inventoryOf } from './inventory-of.ts'
import { pathsMatching, refusePath } from './path-pattern.ts'
import { subjectSizeBudget } from './subject-size.ts'

/** How large files and directories may be. */
export const pathSize = subjectSizeBudget({
  key: 'pathSize',
  title: 'Path size',
  description: 'The content of all files that a glob means, by such globs: /usr/share/doc/**.',
  flag: 'max-path-size',
  refuse: refusePath,
  nodes: ({ tree }, pattern) => pathsMatching(tree, pattern),
  offenders: (inventory, _pattern, nodes) =>
    nodes.filter(({ type }) => type === 'file').map((node) => pathOffender(inventory, node)),
})

/** Paths that must not be there. */
export const deniedPaths: Budget = {
  key: 'deniedPaths',
  title: 'Denied path',
  description: 'Paths that must not be there, as globs: /root/.ssh/**, *.pem.',
  shape: 'patterns',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'deny-path',
  refuse: refusePath,
  judge({ subject }, image) {
    const inventory = inventoryOf(image)
    const matching = pathsMatching(inventory.tree, subject ?? '')
    if (matching.length === 0) return plainFinding(true, `No path matches ${subject}.`)
    const what = matching.length === 1 ? `${matching[0]!.path} is` : `${formatCount(matching.length, 'path')} are`
    const offenders = matching.map((node) => pathOffender(inventory, node))
    return plainFinding(false, `${what} there, which ${subject} denies.`, offenders)
  },
}

/** Paths that must be there. */
export const requiredPaths: Budget = {
  key: 'requiredPaths',
  title: 'Required path',
  description: 'Paths that must be there, as globs: /etc/passwd.',
  shape: 'patterns',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'require-path',
  refuse: refusePath,
  judge({ subject }, image) {
    const [first] = pathsMatching(inventoryOf(image).tree, subject ?? '')
    if (first === undefined) return plainFinding(false, `${subject} is required, and no such path is there.`)
    return plainFinding(true, `${first.path} is there.`)
  },
}
