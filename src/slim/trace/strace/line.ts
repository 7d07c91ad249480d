/** A line of a log: whose it is, and what it says. */
export interface StraceLine {
  /** Null where the line does not say. */
  readonly pid: number | null
  readonly event: StraceEvent
}

export type StraceEvent =
  /** A call from its beginning; `text` begins with the parenthesis. */
  | { readonly kind: 'call'; readonly name: string; readonly text: string; readonly isUnfinished: boolean }
  /** The rest of one. */
  | { readonly kind: 'resumed'; readonly name: string; readonly text: string }
  | { readonly kind: 'exited' }
  /** Another thread has taken the process over, under its number. */
  | { readonly kind: 'superseded'; readonly by: number }

/** Linux gives out no larger number (PID_MAX_LIMIT): what is larger is a time. */
const MAX_PID = 4 * 1024 * 1024

/** `[pid 12] `, `[pid 12<sh>] `, `12 `, `12<sh> `. */
const PID = /(?:\[pid +(\d{1,10})(?:<[^>]*>)?\]|(\d{1,10})(?:<[^>]*>)?)[ \t]+/y
/** Times of day (`-t`, `-tt`), since 1970 (`-ttt`) and since the call before (`-r`). */
const TIME = /(?:\d{1,2}:\d\d:\d\d(?:\.\d+)?|\+?\d+\.\d+|\(\+ *\d+\.\d+\))[ \t]+/y
/** Where in memory a program was (`-i`), and a call's number (`-n`). */
const BRACKETS = /\[[ 0-9a-f?]+\][ \t]+/y
const SPACE = /[ \t]*/y
const CALL = /([a-z_][a-z0-9_]*)(?=\()/y
const RESUMED = /<\.\.\. ([a-z_][a-z0-9_]*) resumed>/y
const EXITED = /\+\+\+ (?:exited with|killed by) /y
const SUPERSEDED = /\+\+\+ superseded by execve in pid (\d{1,10}) /y
/** What ends a line of a call that is not over, or will not be: strace has let go of the process. */
const UNFINISHED = ['<unfinished ...>', '<detached ...>']

/** Reads a line of any of strace's usual forms; undefined where it is something else, as what programs print is. */
export function parseLine(text: string): StraceLine | undefined {
  let at = skip(SPACE, text, 0)
  let pid: number | null = null
  PID.lastIndex = at
  const found = PID.exec(text)
  if (found !== null) {
    const number = Number(found[1] ?? found[2])
    if (number <= MAX_PID) pid = number
    at = PID.lastIndex
  }
  for (let end = skip(TIME, text, at); end > at; end = skip(TIME, text, at)) at = end
  for (let end = skip(BRACKETS, text, at); end > at; end = skip(BRACKETS, text, at)) at = end
  const event = eventAt(text, at)
  return event && { pid, event }
}

function eventAt(text: string, at: number): StraceEvent | undefined {
  const call = match(CALL, text, at)?.[1]
  if (call !== undefined) {
    const args = text.slice(at + call.length)
    const end = UNFINISHED.find((each) => args.endsWith(each))
    return {
      kind: 'call',
      name: call,
      text: end === undefined ? args : args.slice(0, -end.length).trimEnd(),
      isUnfinished: end !== undefined,
    }
  }
  const resumed = match(RESUMED, text, at)
  if (resumed !== null) return { kind: 'resumed', name: resumed[1]!, text: text.slice(at + resumed[0].length) }
  const by = match(SUPERSEDED, text, at)?.[1]
  if (by !== undefined) return { kind: 'superseded', by: Number(by) }
  return match(EXITED, text, at) === null ? undefined : { kind: 'exited' }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}

function skip(pattern: RegExp, text: string, at: number): number {
  return at + (match(pattern, text, at)?.[0].length ?? 0)
}
