import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const RUN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** How to start the program, where that is not as usual. */
interface StartOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Another Node.js than the one that runs the tests. */
  readonly node?: string
}

/** How a run of the program ended. */
interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts the built program. */
export function start(args: readonly string[], { env, cwd, node = process.execPath }: StartOptions = {}): ChildProcess {
  // vitest's own NODE_ENV, and colours or debug output asked for outside, are none of the program's business
  const { NODE_ENV, FORCE_COLOR, DEBUG, ...inherited } = process.env
  return spawn(node, [RUN, ...args], { cwd, env: { ...inherited, NO_COLOR: '1', ...env }, stdio: 'pipe' })
}

/** Waits for the program's end. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const output = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  return { code, ...output }
}

/** Runs the built program to its end. */
export function imgpeek(args: readonly string[], options?: StartOptions): Promise<Ended> {
  return ended(start(args, options))
}
