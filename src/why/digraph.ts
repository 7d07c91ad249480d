/** What leads to what; each at most once. */
export type Next<Node> = (node: Node) => Iterable<Node>

/** Everything that can be reached from `starts`, those included, in the order in which breadth first search meets it. */
export function reachable<Node>(
  starts: Iterable<Node>,
  next: Next<Node>,
  avoid?: (node: Node) => boolean,
): ReadonlySet<Node> {
  const reached = new Set<Node>()
  for (const start of starts) if (!avoid?.(start)) reached.add(start)
  // a set that grows while it is gone through gives what was added, too
  for (const node of reached) for (const other of next(node)) if (!avoid?.(other)) reached.add(other)
  return reached
}

/** What needs what. */
export interface Needing<Node> {
  /** What a node is certain to need: the only reason to be there for what nothing else may need. */
  readonly needs: Next<Node>
  /** What it may need as well: reason enough to stay. */
  readonly mayNeed: Next<Node>
  /** What stays whatever needs it. */
  isKept(node: Node): boolean
}

/**
 * What nothing would need any more without `removed`: all that is needed through it alone. What it does not need stays, and so
 * does what that may need.
 */
export function neededOnlyBy<Node>(
  removed: ReadonlySet<Node>,
  all: Iterable<Node>,
  { needs, mayNeed, isKept }: Needing<Node>,
): Node[] {
  const below = reachable(removed, needs)
  const staying = Array.from(all).filter((node) => !removed.has(node) && (!below.has(node) || isKept(node)))
  const kept = reachable(staying, mayNeed, (node) => removed.has(node))
  return Array.from(below).filter((node) => !removed.has(node) && !kept.has(node))
}

/** A shortest path from one of `starts` to a node that `isGoal`, both ends included; undefined where there is none. */
export function shortestPath<Node>(
  starts: Iterable<Node>,
  next: Next<Node>,
  isGoal: (node: Node) => boolean,
): Node[] | undefined {
  const cameFrom = new Map<Node, Node | null>()
  for (const start of starts) cameFrom.set(start, null)
  for (const node of cameFrom.keys()) {
    if (isGoal(node)) return wayTo(node, cameFrom)
    for (const other of next(node)) if (!cameFrom.has(other)) cameFrom.set(other, node)
  }
  return undefined
}

function wayTo<Node>(goal: Node, cameFrom: ReadonlyMap<Node, Node | null>): Node[] {
  const way: Node[] = []
  for (let node: Node | null = goal; node !== null; node = cameFrom.get(node) ?? null) way.push(node)
  return way.reverse()
}
