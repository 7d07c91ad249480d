import { normalisePath } from '../../rootfs/path.ts'

/** What a program did with a path, the weakest first; of several the strongest is told. */
const USES = ['statted', 'changed', 'opened', 'executed'] as const

/** What a program did with a path. `changed` is all that writes to a directory, or to what a path leads to without opening it. */
export type Use = (typeof USES)[number]

/** How a path was used when it was first used in that way. */
export interface TracedUse {
  readonly use: Use
  /** The system call, or what else the log has for it. */
  readonly call: string
  /** The path of the program that did it; null where the log does not tell. */
  readonly program: string | null
}

/** More than the paths of any image, and what a log may take of the memory. */
const MAX_CHARACTERS = 100_000_000
/** What a container has there is the kernel's, whatever an image has. */
const OF_THE_KERNEL = /^\/(?:proc|sys|dev)(?:\/|$)/

/** The paths that a run used, each with its strongest use: as many as fit. */
export class TracedPaths {
  readonly #uses = new Map<string, TracedUse>()
  #characters = 0
  #isFull = false

  /** By absolute path; with `..` in it where only symlinks tell what it means, and otherwise clean. */
  get uses(): ReadonlyMap<string, TracedUse> {
    return this.#uses
  }

  /** Whether there were more than fit. */
  get isFull(): boolean {
    return this.#isFull
  }

  /** @param path absolute; what lies in the kernel's own filesystems is passed over. */
  add(path: string, use: TracedUse): void {
    const clean = /\/\.\.(?:\/|$)/.test(path) ? path : normalisePath(path).path
    const known = this.#uses.get(clean)
    if (known !== undefined) {
      if (USES.indexOf(use.use) > USES.indexOf(known.use)) this.#uses.set(clean, use)
      return
    }
    if (clean === '/' || OF_THE_KERNEL.test(clean)) return
    if (this.#characters + clean.length > MAX_CHARACTERS) {
      this.#isFull = true
      return
    }
    this.#characters += clean.length
    this.#uses.set(clean, use)
  }

  /** Forgets everything. */
  clear(): void {
    this.#uses.clear()
    this.#characters = 0
    this.#isFull = false
  }
}
