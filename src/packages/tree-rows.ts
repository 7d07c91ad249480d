import type { Package } from '../catalogers/packages/package.ts'
import type { TreeRow } from '../report/packages-document.ts'
import type { DependencyGraph } from './dependency-graph.ts'

/** A package in a tree of dependencies. */
export interface TreePlace<Installed extends Package> {
  /** 0 at the top. */
  readonly depth: number
  readonly found: Installed
  readonly requires: TreeRow['requires']
  readonly cut: TreeRow['cut']
}

/**
 * The tree of what packages depend on, row by row, with `tops` at depth 0. Dependencies come by name; those of a package are
 * followed where it is met first.
 */
export function* treeRows<Installed extends Package>(
  tops: readonly Installed[],
  graph: DependencyGraph<Installed>,
): Generator<TreePlace<Installed>> {
  const followed = new Set<Installed>()
  for (const top of tops) yield* rowsBelow(top, graph, followed)
}

/** The packages at the top of a tree of all of them: what nothing else depends on; of a mere circle, the first. */
export function topsOf<Installed extends Package>(
  packages: readonly Installed[],
  graph: DependencyGraph<Installed>,
): readonly Installed[] {
  const reached = new Set<Installed>()
  const reach = (top: Installed): void => {
    const pending = [top]
    for (let found = pending.pop(); found !== undefined; found = pending.pop()) {
      if (reached.has(found)) continue
      reached.add(found)
      for (const dependency of graph.dependenciesOf(found).keys()) pending.push(dependency)
    }
  }
  const roots = packages.filter((found) => graph.dependentsOf(found).size === 0)
  roots.forEach(reach)
  const others = packages.filter((found) => {
    if (reached.has(found)) return false
    reach(found)
    return true
  })
  const tops = new Set([...roots, ...others])
  return packages.filter((found) => tops.has(found))
}

/** Not recursive: a hostile database states chains of any length. */
function* rowsBelow<Installed extends Package>(
  top: Installed,
  graph: DependencyGraph<Installed>,
  followed: Set<Installed>,
): Generator<TreePlace<Installed>> {
  const above = new Set<Installed>()
  const path: Installed[] = []
  const pending: Omit<TreePlace<Installed>, 'cut'>[] = [{ depth: 0, found: top, requires: [] }]
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { depth, found } = place
    while (path.length > depth) above.delete(path.pop()!)
    const dependencies = graph.dependenciesOf(found)
    const isCycle = above.has(found)
    const isRepeated = followed.has(found) && dependencies.size > 0
    yield { ...place, cut: isCycle ? 'cycle' : isRepeated ? 'repeated' : null }
    if (isCycle || isRepeated) continue
    followed.add(found)
    above.add(found)
    path.push(found)
    // the last first, as a stack gives them back
    const lastFirst = [...dependencies].sort(([a], [b]) => (a.name < b.name ? 1 : -1))
    for (const [dependency, met] of lastFirst) {
      pending.push({ depth: depth + 1, found: dependency, requires: met.map(({ stated }) => stated) })
    }
  }
}
