import { textOf } from '../../../containers/output.ts'
import { runProgram } from '../../../containers/program.ts'
import type { RuntimeOptions } from '../../../containers/runtime.ts'
import { InterruptedError, UnavailableError } from '../../../errors.ts'

/**
 * What is traced: calls with paths, those that start processes (they tell who is whose child), and those that paths are relative to
 * afterwards. `?` passes over what an architecture does not have.
 */
const CALLS = '%file,%process,fchdir,?dup,?dup2,dup3,fcntl,close'

/** strace as it is on this machine. */
export interface Strace {
  /** What a program is put behind to be traced, children included, with the log in a file. */
  commandLine(file: string): readonly string[]
}

/**
 * Finds strace on this machine.
 * @throws {UnavailableError} when it is not there; {InterruptedError} when the signal fires
 */
export async function findStrace(options: RuntimeOptions): Promise<Strace> {
  const end = await runProgram(['strace', '--version'], options).catch((error: unknown) => {
    if (error instanceof InterruptedError) throw error
    throw new UnavailableError('strace is not installed, which --trace needs.', { cause: error })
  })
  const [, major = '0', minor = '0'] = /version (\d+)\.(\d+)/.exec(textOf(end.stdout)) ?? []
  // 5.9 has both: other calls do not stop the program, and children are told by the numbers that the log has them under
  const isRecent = Number(major) * 100 + Number(minor) >= 509
  const better = isRecent ? ['--seccomp-bpf', '--pidns-translation'] : []
  return {
    commandLine: (file) => ['strace', '-f', '-y', '-s', '4096', ...better, '-e', `trace=${CALLS}`, '-o', file],
  }
}
