import { runProgram } from '../program.ts'

/**
 * Removes what a container may have written to, by rm(1): its paths may be longer than a system call takes, and their names any
 * bytes. Who is not root may only remove what is in directories that may be written to.
 */
export async function removeTree(directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (process.geteuid?.() !== 0) await runProgram(['chmod', '-R', 'u+rwX', '--', directory], { env })
  await runProgram(['rm', '-rf', '--one-file-system', '--', directory], { env })
}
