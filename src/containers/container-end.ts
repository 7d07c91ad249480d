import { NO_OUTPUT, type Output, textOf } from './output.ts'

/** How a container ended, and what it said. */
export interface ContainerEnd {
  /** As shells tell it, 128 and the signal's number where one ended it; null where the command could not be started. */
  readonly exitCode: number | null
  /** Why the command could not be started, in the runtime's words; null where it was. */
  readonly notStarted: string | null
  readonly stdout: Output
  readonly stderr: Output
}

/**
 * What runc writes to the container's own standard error where all is made and the kernel then refuses the program: a file for another
 * processor, or without the loader that it names.
 */
const REFUSED = /^exec (\/[^\n]*: [a-z ]+)\n$/

/** The end of a container's first process, which may be runc, if it never became the program that it was to be. */
export function endOfProcess(exitCode: number | null, stdout: Output, stderr: Output): ContainerEnd {
  const refused = stdout.bytes === 0 && exitCode !== 0 ? REFUSED.exec(textOf(stderr)) : null
  return refused === null
    ? { exitCode, notStarted: null, stdout, stderr }
    : { exitCode: null, notStarted: refused[1]!, stdout, stderr }
}

/** The end of a container that there was none of. */
export function neverStarted(why: string): ContainerEnd {
  return { exitCode: null, notStarted: why, stdout: NO_OUTPUT, stderr: NO_OUTPUT }
}
