import { UnavailableError } from '../../errors.ts'
import { pathMatcher } from '../../listing/glob.ts'
import type { Root } from '../root.ts'

/** What `--keep` names. */
export const wantedPaths: Root = {
  name: 'keep',

  *leads({ tree, options, inventory }) {
    for (const glob of options.keep ?? []) {
      const matches = pathMatcher([glob])
      let found = false
      for (const node of tree.nodes()) {
        if (!matches(node.path)) continue
        found = true
        // the link and what it leads to, not what lies there under other names
        yield { path: node.path, kind: 'keep', says: `is named by --keep ${glob}`, because: null, runs: true }
      }
      if (!found) throw new UnavailableError(`${inventory.reference} has nothing that --keep ${glob} names.`)
    }
  },
}
