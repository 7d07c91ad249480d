import { Process } from './process.ts'

/** More live at once in no trace; beyond, the oldest is forgotten. */
const MOST_PROCESSES = 4096

const STARTS = new Set(['clone', 'clone2', 'clone3', 'fork', 'vfork'])

/** Whether a system call starts a process or a thread. */
export function startsProcess(name: string): boolean {
  return STARTS.has(name)
}

/** The processes of a log, and who started whom. */
export class Processes {
  readonly #directory: string
  readonly #byPid = new Map<number, Process>()
  /** Those that were started and have no line yet. */
  readonly #unheard = new Map<number, Process>()
  /** Those that are starting another, of which no line is there yet. */
  readonly #starting = new Set<Process>()
  /** The one whose lines have no number, until they have. */
  #unnumbered: Process | null = null

  /** @param directory where processes are of which the log does not say it */
  constructor(directory: string) {
    this.#directory = directory
  }

  /**
   * Whose line this is.
   * @param pid null where the line does not say
   * @param resumed the call that the line is the end of; null where it is not
   */
  at(pid: number | null, resumed: string | null): Process {
    if (pid === null) return this.#withoutNumber()
    const known = this.#byPid.get(pid)
    if (known !== undefined) return known
    const process = this.#unheard.get(pid) ?? this.#adopt(resumed)
    this.#unheard.delete(pid)
    put(this.#byPid, pid, process)
    return process
  }

  /** Remembers a call that is not over: others may do something before it is. */
  suspend(process: Process, name: string, text: string): void {
    process.suspend(name, text)
    if (!startsProcess(name)) return
    this.#starting.add(process)
    if (this.#starting.size > MOST_PROCESSES) this.#starting.delete(this.#starting.keys().next().value!)
  }

  /** The process that another has started, by the number that this was told; null where it could not. */
  started(pid: number | null, parent: Process, args: string, wasSuspended: boolean): void {
    const isKnown = wasSuspended && !this.#starting.delete(parent)
    if (isKnown || pid === null) return
    this.#byPid.delete(pid)
    put(this.#unheard, pid, parent.child(args))
  }

  /** A process that strace says it follows from now on; `parent` where it says that in the midst of its line. */
  attached(pid: number, parent: Process | null): void {
    if (this.#byPid.has(pid) || this.#unheard.has(pid)) return
    if (parent !== null) this.#starting.delete(parent)
    const process = parent === null ? this.#adopt(null) : parent.child(parent.pending?.text ?? '')
    put(this.#unheard, pid, process)
  }

  exited(pid: number | null): void {
    if (pid !== null) this.#byPid.delete(pid)
  }

  /** What a thread has called goes on under the number of its process. */
  superseded(pid: number, by: number): void {
    const thread = this.#byPid.get(by)
    if (thread === undefined) return
    this.#byPid.delete(by)
    put(this.#byPid, pid, thread)
  }

  /** The only one that there is, else the first: strace writes numbers as long as there are several. */
  #withoutNumber(): Process {
    if (this.#byPid.size === 1) for (const only of this.#byPid.values()) return only
    this.#unnumbered ??= Process.in(this.#directory)
    return this.#unnumbered
  }

  /** Whoever a number belongs to of which nothing was said. */
  #adopt(resumed: string | null): Process {
    const first = this.#unnumbered
    const isFirst = first !== null && resumed !== null && first.pending?.name === resumed
    // a child may do something before its parent hears of it
    for (const parent of isFirst ? [] : this.#starting) {
      this.#starting.delete(parent)
      return parent.child(parent.pending?.text ?? '')
    }
    if (first !== null) {
      this.#unnumbered = null
      return first
    }
    // in a namespace of its own it was started under another number
    for (const [pid, process] of this.#unheard) {
      this.#unheard.delete(pid)
      return process
    }
    return Process.in(this.#directory)
  }
}

function put(processes: Map<number, Process>, pid: number, process: Process): void {
  processes.set(pid, process)
  if (processes.size > MOST_PROCESSES) processes.delete(processes.keys().next().value!)
}
