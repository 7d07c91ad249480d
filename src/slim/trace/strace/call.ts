import { endOfQuoted, unquoted } from './quoted.ts'

/** An argument of a system call, as far as it says what a path is. */
export type Argument =
  | { readonly kind: 'text'; readonly text: string; readonly isCut: boolean }
  | Descriptor
  | { readonly kind: 'other' }

/** An open file. */
interface Descriptor {
  readonly kind: 'descriptor'
  /** Null for `AT_FDCWD`: the working directory. */
  readonly number: number | null
  /** What it leads to, where the log says so (`-y`). */
  readonly path: string | null
}

/** What a system call answered. */
interface Result {
  readonly succeeded: boolean
  /** -1 where it is not known, as it is with `?`. */
  readonly value: number
  /** The error's name; null without one. */
  readonly error: string | null
  /** What a descriptor leads to, where the log says so (`-y`). */
  readonly path: string | null
  /** A process in the numbers of whoever traced it, where these are others (`--decode-pids=pidns`). */
  readonly outerPid: number | null
}

/** A system call that is over. */
export interface Call {
  readonly name: string
  /** The first ones; none that is looked at stands further behind. */
  readonly args: readonly Argument[]
  /** The text of all arguments. */
  readonly text: string
  readonly result: Result
}

const MOST_ARGUMENTS = 4
const OPENING = '([{'
const CLOSING = ')]}'
const RESULT = /\s*= (-?\d+|0x[0-9a-f]+|\?)/y
const ERROR = / (E[A-Z0-9]+)\b/y
const OUTER_PID = /\/\* (\d{1,10}) in strace's PID NS \*\//

/** Reads `(…) = …`, which follows a call's name; undefined where that is not whole. Takes time in proportion to its length. */
export function parseCall(name: string, text: string): Call | undefined {
  const args: Argument[] = []
  let depth = 0
  let start = 1
  for (let at = 1; at < text.length; at++) {
    const character = text[at]!
    if (character === '"') {
      at = endOfQuoted(text, at)
      if (at === -1) return undefined
    } else if (character === '<' && isBehindDescriptor(text, at)) {
      const end = text.indexOf('>', at)
      if (end !== -1) at = end
    } else if (OPENING.includes(character)) {
      depth++
    } else if (depth > 0) {
      if (CLOSING.includes(character)) depth--
    } else if (character === ',' || character === ')') {
      if (args.length < MOST_ARGUMENTS) args.push(argumentOf(text.slice(start, at).trim()))
      start = at + 1
      if (character === ')') return called(name, args, text, at)
    }
  }
  return undefined
}

function called(name: string, args: readonly Argument[], text: string, end: number): Call | undefined {
  RESULT.lastIndex = end + 1
  const value = RESULT.exec(text)?.[1]
  if (value === undefined) return undefined
  const at = RESULT.lastIndex
  ERROR.lastIndex = at
  const error = ERROR.exec(text)?.[1] ?? null
  const outerPid = OUTER_PID.exec(text.slice(at, at + 100))?.[1]
  const number = value === '?' ? -1 : Number(value)
  const result: Result = {
    succeeded: number >= 0,
    value: number,
    error,
    path: text[at] === '<' ? pathBetween(text, at) : null,
    outerPid: outerPid === undefined ? null : Number(outerPid),
  }
  return { name, args, text: text.slice(1, end), result }
}

function argumentOf(text: string): Argument {
  if (text.startsWith('"')) {
    const end = endOfQuoted(text, 0)
    return { kind: 'text', text: unquoted(text.slice(1, end)), isCut: text.startsWith('...', end + 1) }
  }
  const [whole, number] = /^(?:AT_FDCWD|(\d{1,10}))(?=<|$)/.exec(text) ?? []
  if (whole === undefined) return { kind: 'other' }
  const path = text[whole.length] === '<' ? pathBetween(text, whole.length) : null
  return { kind: 'descriptor', number: number === undefined ? null : Number(number), path }
}

/** Pipes and sockets stand there, too. */
function pathBetween(text: string, start: number): string | null {
  const end = text.indexOf('>', start)
  return end === -1 || text[start + 1] !== '/' ? null : unquoted(text.slice(start + 1, end))
}

/** `3</etc/passwd>` and `AT_FDCWD</>`, but not `1<<10`. */
function isBehindDescriptor(text: string, at: number): boolean {
  return text[at + 1] !== '<' && /[0-9D]/.test(text[at - 1]!)
}
