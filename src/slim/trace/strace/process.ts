/** As many open files of a process are remembered, the latest: paths are relative to directories that were just opened. */
const MOST_FILES = 256
/** A call's arguments are not kept beyond this: two paths of the longest kind with every byte written as `\377`. */
const MOST_PENDING = 40_000

/** Where a process is. */
interface Place {
  /** Its working directory; null where that is not known. */
  directory: string | null
  /** What it takes for the root, without a slash at its end. */
  root: string
}

/** What a process runs. */
interface Running {
  program: string | null
  /** Whether its root was exchanged for a container's. */
  hasNewRoot: boolean
  /** Whether it has started a program since. */
  isInside: boolean
}

/** A call that is not over yet. */
interface Pending {
  readonly name: string
  readonly text: string
}

/** A process or a thread, as far as it can be known from what it calls. */
export class Process {
  readonly place: Place
  readonly running: Running
  readonly #files: Map<number, string>
  #pending: Pending | null = null

  private constructor(place: Place, files: Map<number, string>, running: Running) {
    this.place = place
    this.#files = files
    this.running = running
  }

  /** One of which nothing is known but where it is. */
  static in(directory: string | null): Process {
    return new Process({ directory, root: '' }, new Map(), { program: null, hasNewRoot: false, isInside: false })
  }

  /** What this one starts; `args` is the text of the arguments (clone(2)). */
  child(args: string): Process {
    const { place, running } = this
    return new Process(
      args.includes('CLONE_FS') ? place : { ...place },
      args.includes('CLONE_FILES') ? this.#files : new Map(this.#files),
      args.includes('CLONE_THREAD') ? running : { ...running },
    )
  }

  /** What an open file is; null where that is not known. */
  file(descriptor: number): string | null {
    return this.#files.get(descriptor) ?? null
  }

  /** Remembers what an open file is; null forgets it. */
  setFile(descriptor: number, path: string | null): void {
    this.#files.delete(descriptor)
    if (path === null) return
    this.#files.set(descriptor, path)
    if (this.#files.size > MOST_FILES) this.#files.delete(this.#files.keys().next().value!)
  }

  get pending(): Pending | null {
    return this.#pending
  }

  /** Remembers a call until it is over. */
  suspend(name: string, text: string): void {
    // a slice would keep all of a line, however long, in memory
    this.#pending = text.length > MOST_PENDING ? { name: copyOf(name), text: copyOf(text) } : { name, text }
  }

  /** The beginning of a call that is over now; undefined where it is not known. */
  resume(name: string): string | undefined {
    const pending = this.#pending
    this.#pending = null
    return pending?.name === name ? pending.text : undefined
  }
}

function copyOf(text: string): string {
  return Buffer.from(text.slice(0, MOST_PENDING), 'latin1').toString('latin1')
}
