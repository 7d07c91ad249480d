import type { Nfa } from './glob-parser.ts'

/** Several states of the nondeterministic automaton at once. */
interface DfaState {
  readonly members: readonly number[]
  readonly accepts: boolean
  /** By code point; filled as characters are met. */
  readonly next: Map<number, DfaState>
}

/** What is remembered is dropped when it has so many transitions: paths of a hostile image may hold every character. */
const MOST_TRANSITIONS = 20_000

/** Tells whether a whole text is what the automaton accepts. Reads the text once and never goes back. */
export function automatonOf(nfa: Nfa): (text: string) => boolean {
  const automaton = new LazyAutomaton(nfa)
  return (text) => automaton.accepts(text)
}

/** Made deterministic state by state as texts lead there, so that a character mostly costs one look-up. */
class LazyAutomaton {
  readonly #nfa: Nfa
  #states = new Map<string, DfaState>()
  #start: DfaState
  #transitions = 0

  constructor(nfa: Nfa) {
    this.#nfa = nfa
    this.#start = this.#stateOf(new Set([0]))
  }

  accepts(text: string): boolean {
    let state = this.#start
    for (let at = 0; at < text.length && state.members.length > 0; at++) {
      const code = text.codePointAt(at)!
      if (code > 0xffff) at++
      state = state.next.get(code) ?? this.#follow(state, code)
    }
    return state.accepts
  }

  #follow(state: DfaState, code: number): DfaState {
    const reached = new Set<number>()
    for (const member of state.members) {
      for (const { takes, to } of this.#nfa.states[member]!.moves) if (takes(code)) reached.add(to)
    }
    if (++this.#transitions > MOST_TRANSITIONS) this.#forget()
    const next = this.#stateOf(reached)
    state.next.set(code, next)
    return next
  }

  #forget(): void {
    this.#transitions = 0
    this.#states = new Map()
    this.#start = this.#stateOf(new Set([0]))
  }

  /** The state that is all of these and all that they lead to without a character; those are added to the set. */
  #stateOf(members: Set<number>): DfaState {
    // a set that grows while it is gone through gives what was added, too
    for (const member of members) for (const free of this.#nfa.states[member]!.free) members.add(free)
    const sorted = [...members].sort((a, b) => a - b)
    const key = sorted.join()
    let state = this.#states.get(key)
    if (state === undefined) {
      state = { members: sorted, accepts: members.has(this.#nfa.accepting), next: new Map() }
      this.#states.set(key, state)
    }
    return state
  }
}
