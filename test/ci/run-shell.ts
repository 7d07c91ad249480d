import { spawn } from 'node:child_process'
import { ended } from '../cli/imgpeek.ts'

/** Runs a program with an environment of its own to its end. */
export function runShell(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): ReturnType<typeof ended> {
  return ended(
    spawn(program, args, { ...options, env: { HOME: options.cwd, NO_COLOR: '1', ...options.env }, stdio: 'pipe' }),
  )
}
