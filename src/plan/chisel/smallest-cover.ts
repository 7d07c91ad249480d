/** A covering problem: which choices, with all that each brings along, cover everything at the least weight. */
export interface CoverProblem {
  /** For each thing to cover, the choices that cover it; none for what nothing covers. */
  readonly coveredBy: ReadonlyMap<string, readonly string[]>
  /** A choice and all that it brings along. */
  readonly closure: (choice: string) => ReadonlySet<string>
  /** What one choice weighs by itself; 0 or more. */
  readonly weight: (choice: string) => number
}

/** Steps of the search: beyond, the best found so far is good enough. */
const MAX_STEPS = 20_000

/**
 * The choices that cover all that can be covered: together with what they bring along, of the least weight (exactly, unless the
 * search takes too long; then nearly), and none of them superfluous. Sorted; the same for the same problem.
 */
export function smallestCover(problem: CoverProblem): readonly string[] {
  const search = new CoverSearch(problem)
  return withoutSuperfluous(search.run(), problem)
}

/** A depth-first search for the lightest cover, the most promising choice first. */
class CoverSearch {
  readonly #problem: CoverProblem
  /** What is hard to cover first: the only choice for something is no choice. */
  readonly #things: readonly (readonly string[])[]
  #best: readonly string[] = []
  #bestWeight = Number.POSITIVE_INFINITY
  #steps = 0

  constructor(problem: CoverProblem) {
    this.#problem = problem
    const distinct = new Map([...problem.coveredBy.values()].map((choices) => [choices.join(' '), choices]))
    this.#things = [...distinct.values()].filter(({ length }) => length > 0).sort((a, b) => a.length - b.length)
  }

  run(): readonly string[] {
    this.#visit(0, new Set(), [], 0)
    return this.#best
  }

  #visit(from: number, brought: ReadonlySet<string>, chosen: readonly string[], weight: number): void {
    if (weight >= this.#bestWeight) return
    let next = from
    while (next < this.#things.length && this.#things[next]!.some((choice) => brought.has(choice))) next++
    const choices = this.#things[next]
    if (choices === undefined) {
      this.#best = chosen
      this.#bestWeight = weight
      return
    }
    const options = choices
      .map((choice) => {
        const added = [...this.#problem.closure(choice)].filter((member) => !brought.has(member))
        return { choice, added, weight: added.reduce((sum, member) => sum + this.#problem.weight(member), 0) }
      })
      .sort((a, b) => a.weight - b.weight || (a.choice < b.choice ? -1 : 1))
    for (const { choice, added, weight: more } of options) {
      // The first way down is always gone to its end: it is the greedy answer.
      if (++this.#steps > MAX_STEPS && this.#bestWeight < Number.POSITIVE_INFINITY) return
      this.#visit(next + 1, new Set([...brought, ...added]), [...chosen, choice], weight + more)
    }
  }
}

/** Leaves out what the rest brings along anyway. */
function withoutSuperfluous(
  chosen: readonly string[],
  { coveredBy, closure, weight }: CoverProblem,
): readonly string[] {
  const things = [...coveredBy.values()].filter(({ length }) => length > 0)
  const covers = (choices: readonly string[]): boolean => {
    const brought = new Set(choices.flatMap((choice) => [...closure(choice)]))
    return things.every((able) => able.some((choice) => brought.has(choice)))
  }
  const weightOf = (choice: string): number => [...closure(choice)].reduce((sum, member) => sum + weight(member), 0)
  const heaviestFirst = chosen.toSorted((a, b) => weightOf(b) - weightOf(a) || (a < b ? -1 : 1))
  let kept: readonly string[] = heaviestFirst
  for (const choice of heaviestFirst) {
    const rest = kept.filter((other) => other !== choice)
    if (covers(rest)) kept = rest
  }
  return kept.toSorted((a, b) => (a < b ? -1 : 1))
}
