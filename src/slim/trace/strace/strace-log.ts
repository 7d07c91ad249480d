import { TracedPaths } from '../traced-paths.ts'
import { type Call, parseCall } from './call.ts'
import { EFFECTS, placeOf } from './effects.ts'
import { parseLine, type StraceEvent } from './line.ts'
import { PATH_CALLS, type PathCall } from './path-calls.ts'
import type { Process } from './process.ts'
import { Processes, startsProcess } from './processes.ts'

/** A process that is followed from now on: strace says it on standard error, where a log may come from, too. */
const ATTACHED = /strace: Process (\d{1,10}) attached$/
/** The rest of a line in the midst of which that was said. */
const REST = /^(?:[,)]| <unfinished)/

const NO_PATH = { at: -1, directory: null }

/**
 * What a log of strace says of paths, line after line: those of successful calls, absolute, by what the processes' working directories,
 * roots and open directories were, children's included. Where a process exchanges its root (pivot_root(2)), as runtimes do
 * for containers, only what programs do counts that are started inside from then on.
 */
export class StraceLog {
  readonly paths = new TracedPaths()
  readonly #processes: Processes
  #understood = 0
  #cut = 0
  #unplaced = 0
  #hasContainer = false
  /** A line in the midst of which another was written. */
  #broken: { readonly process: Process; readonly name: string } | null = null

  /** @param directory where processes are of which the log does not say it */
  constructor(directory: string) {
    this.#processes = new Processes(directory)
  }

  /** Lines that are strace's. */
  get understood(): number {
    return this.#understood
  }

  /** Paths that are not whole in the log. */
  get cut(): number {
    return this.#cut
  }

  /** Relative paths of which the log does not say what they are relative to. */
  get unplaced(): number {
    return this.#unplaced
  }

  /** Whether a process got the root of a container. */
  get hasContainer(): boolean {
    return this.#hasContainer
  }

  /**
   * Takes the next line.
   * @param text without its end, with a character for each byte (latin1)
   * @param pid whose it is, where the line itself does not say
   */
  line(text: string, pid: number | null = null): void {
    const attached = ATTACHED.exec(text)
    if (attached !== null) {
      this.#attached(Number(attached[1]), text.slice(0, attached.index), pid)
      return
    }
    const broken = this.#broken
    this.#broken = null
    if (broken !== null && REST.test(text)) {
      if (!text.startsWith(' ')) this.#resumed(broken.process, broken.name, text)
      return
    }
    const line = parseLine(text)
    if (line === undefined) return
    this.#understood++
    this.#event(line.event, line.pid ?? pid)
  }

  #attached(child: number, before: string, pid: number | null): void {
    const line = parseLine(before)
    if (line?.event.kind !== 'call') {
      this.#processes.attached(child, null)
      return
    }
    const { name, text } = line.event
    const process = this.#processes.at(line.pid ?? pid, null)
    this.#processes.suspend(process, name, text)
    this.#processes.attached(child, process)
    this.#broken = { process, name }
  }

  #event(event: StraceEvent, pid: number | null): void {
    if (event.kind === 'exited') {
      this.#processes.exited(pid)
    } else if (event.kind === 'superseded') {
      if (pid !== null) this.#processes.superseded(pid, event.by)
    } else if (event.kind === 'resumed') {
      this.#resumed(this.#processes.at(pid, event.name), event.name, event.text)
    } else {
      const process = this.#processes.at(pid, null)
      if (event.isUnfinished) this.#processes.suspend(process, event.name, event.text)
      else this.#called(process, event.name, event.text, false)
    }
  }

  #resumed(process: Process, name: string, text: string): void {
    const begun = process.resume(name)
    if (begun !== undefined) this.#called(process, name, begun + text, true)
  }

  #called(process: Process, name: string, text: string, wasSuspended: boolean): void {
    const takesPaths = PATH_CALLS.get(name)
    const effect = EFFECTS.get(name)
    if (takesPaths === undefined && effect === undefined && !startsProcess(name)) return
    const call = parseCall(name, text)
    if (call === undefined) return
    const { succeeded, value, outerPid, error } = call.result
    if (startsProcess(name)) {
      this.#processes.started(succeeded ? (outerPid ?? value) : null, process, call.text, wasSuspended)
      return
    }
    // that something is no symlink is an answer, too: it is there
    if (!succeeded && !(error === 'EINVAL' && name.startsWith('readlink'))) return
    if (name === 'pivot_root') this.#enters(process)
    if (takesPaths !== undefined) this.#used(call, takesPaths, process)
    effect?.(process, call, placeOf(call, takesPaths?.paths[0] ?? NO_PATH, process))
  }

  /** All before was the runtime's. */
  #enters({ running }: Process): void {
    running.hasNewRoot = true
    if (this.#hasContainer) return
    this.#hasContainer = true
    this.paths.clear()
    this.#cut = 0
    this.#unplaced = 0
  }

  #used(call: Call, { name, use, paths }: PathCall, process: Process): void {
    const { running } = process
    const program = this.#hasContainer && !running.isInside ? null : running.program
    if (use === 'executed') {
      running.program = placeOf(call, paths[0]!, process)
      running.isInside = running.hasNewRoot
    }
    if (this.#hasContainer && !running.isInside) return
    const traced = { use, call: name, program }
    const { path: opened } = call.result
    for (const each of paths) {
      const place = placeOf(call, each, process)
      const arg = call.args[each.at]
      if (place !== null) this.paths.add(place, traced)
      else if (arg?.kind === 'text' && opened === null) {
        if (arg.isCut) this.#cut++
        else if (arg.text !== '') this.#unplaced++
      }
    }
    // what that was when it was opened, whatever symlinks lead to by now
    if (opened !== null) this.paths.add(opened, traced)
  }
}
