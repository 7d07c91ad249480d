import { UsageError } from '../errors.ts'

/** Whether a character, given by its code point, is one of those that a place in a glob takes. */
type Test = (code: number) => boolean

/** A state of a nondeterministic automaton: where each character leads, and where one gets without any. */
interface NfaState {
  readonly moves: { readonly takes: Test; readonly to: number }[]
  readonly free: number[]
}

/** What a glob means, as an automaton that starts in state 0. It has about as many states as the glob has characters. */
export interface Nfa {
  readonly states: readonly NfaState[]
  readonly accepting: number
}

/** How a glob is read. */
export interface GlobOptions {
  /** Whether `*`, `?` and `[…]` match slashes as well; for text that is no path. */
  readonly starsMatchSlashes?: boolean
  /** What errors call it, where that is not what is read. */
  readonly written?: string
}

const SLASH = 0x2f

/**
 * Reads a glob; see `pathMatcher` for what it may hold.
 * @throws {UsageError} when a bracket or brace is never closed, or nothing follows a backslash.
 */
export function parseGlob(glob: string, options: GlobOptions = {}): Nfa {
  return new GlobParser(glob, options).parse()
}

/**
 * The states in which what was read so far may end: after a slash, where another slash adds nothing (an alternative may be
 * empty, `**` may match no component), or elsewhere.
 */
interface Ends {
  readonly elsewhere: number | undefined
  readonly afterSlash: number | undefined
}

/** An open brace: where its alternatives begin, and where those that were read end. */
interface Group {
  readonly start: Ends
  readonly ends: Ends[]
}

class GlobParser {
  readonly #written: string
  /** By code points, so that `?` takes a whole one. */
  readonly #characters: readonly string[]
  readonly #wildcard: Test
  readonly #groups: Group[] = []
  readonly #states: NfaState[] = [{ moves: [], free: [] }]
  #at = 0
  #ends: Ends = { elsewhere: 0, afterSlash: undefined }

  constructor(glob: string, { starsMatchSlashes = false, written = glob }: GlobOptions) {
    this.#written = written
    this.#characters = [...glob]
    this.#wildcard = starsMatchSlashes ? () => true : (code) => code !== SLASH
  }

  parse(): Nfa {
    while (this.#at < this.#characters.length) this.#readOne()
    if (this.#groups.length > 0) throw this.#neverClosed('{')
    return { states: this.#states, accepting: this.#join(statesOf(this.#ends))! }
  }

  #readOne(): void {
    const character = this.#characters[this.#at++]!
    if (character === '*') this.#stars()
    else if (character === '?') this.#take(this.#wildcard)
    else if (character === '[') this.#take(this.#set())
    else if (character === '{') this.#groups.push({ start: this.#ends, ends: [] })
    else if (character === ',' && this.#groups.length > 0) this.#alternative()
    else if (character === '}' && this.#groups.length > 0) this.#close()
    else if (character === '/') this.#slash()
    else this.#takeCode(character === '\\' ? this.#escaped() : codeOf(character))
  }

  #stars(): void {
    const from = this.#at - 1
    while (this.#characters[this.#at] === '*') this.#at++
    const across = this.#at - from > 1
    const loop = this.#join(statesOf(this.#ends))!
    this.#states[loop]!.moves.push({ takes: across ? () => true : this.#wildcard, to: loop })
    this.#ends = { elsewhere: loop, afterSlash: across ? this.#ends.afterSlash : undefined }
  }

  #slash(): void {
    const { elsewhere, afterSlash } = this.#ends
    const to = this.#join(afterSlash === undefined ? [] : [afterSlash]) ?? this.#add()
    if (elsewhere !== undefined) this.#states[elsewhere]!.moves.push({ takes: (code) => code === SLASH, to })
    this.#ends = { elsewhere: undefined, afterSlash: to }
  }

  #alternative(): void {
    const group = this.#groups.at(-1)!
    group.ends.push(this.#ends)
    this.#ends = group.start
  }

  #close(): void {
    const ends = [...this.#groups.pop()!.ends, this.#ends]
    this.#ends = {
      elsewhere: this.#join(ends.flatMap((end) => end.elsewhere ?? [])),
      afterSlash: this.#join(ends.flatMap((end) => end.afterSlash ?? [])),
    }
  }

  /** What stands in brackets, as POSIX has it: `]` first is itself, `!` or `^` first means all others. */
  #set(): Test {
    const negated = this.#characters[this.#at] === '!' || this.#characters[this.#at] === '^'
    if (negated) this.#at++
    const ranges: { from: number; to: number }[] = []
    for (let first = true; first || this.#characters[this.#at] !== ']'; first = false) {
      const from = this.#setMember()
      const isRange = this.#characters[this.#at] === '-' && (this.#characters[this.#at + 1] ?? ']') !== ']'
      if (isRange) this.#at++
      ranges.push({ from, to: isRange ? this.#setMember() : from })
    }
    this.#at++
    const wildcard = this.#wildcard
    return (code) => wildcard(code) && ranges.some(({ from, to }) => code >= from && code <= to) !== negated
  }

  #setMember(): number {
    const character = this.#characters[this.#at++]
    if (character === undefined) throw this.#neverClosed('[')
    return character === '\\' ? this.#escaped() : codeOf(character)
  }

  /** What a backslash makes of what follows: the escapes with which paths are printed, else the character itself. */
  #escaped(): number {
    const character = this.#characters[this.#at++]
    if (character === undefined)
      throw new UsageError(
        `Nothing follows the backslash at the end of “${this.#written}”; write \\\\ for the character.`,
      )
    const hexadecimal = this.#characters.slice(this.#at, this.#at + 2).join('')
    if (character === 'x' && /^[\da-f]{2}$/i.test(hexadecimal)) {
      this.#at += 2
      const byte = Number.parseInt(hexadecimal, 16)
      return byte < 0x80 ? byte : 0xdc00 + byte // EntryHeader.path says how paths carry bytes that are not UTF-8
    }
    return codeOf(CONTROLS[character] ?? character)
  }

  #takeCode(code: number): void {
    this.#take((candidate) => candidate === code)
  }

  #take(takes: Test): void {
    const to = this.#add()
    for (const end of statesOf(this.#ends)) this.#states[end]!.moves.push({ takes, to })
    this.#ends = { elsewhere: to, afterSlash: undefined }
  }

  /** A new state that all of these lead to without any character; none for none. */
  #join(states: readonly number[]): number | undefined {
    if (states.length === 0) return undefined
    const to = this.#add()
    for (const state of states) this.#states[state]!.free.push(to)
    return to
  }

  #add(): number {
    return this.#states.push({ moves: [], free: [] }) - 1
  }

  #neverClosed(bracket: string): UsageError {
    return new UsageError(`The ${bracket} in “${this.#written}” is never closed; write \\${bracket} for the character.`)
  }
}

function statesOf({ elsewhere, afterSlash }: Ends): number[] {
  return [elsewhere, afterSlash].filter((state) => state !== undefined)
}

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function codeOf(character: string): number {
  return character.codePointAt(0)!
}
