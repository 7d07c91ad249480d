import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const PROGRAM = fileURLToPath(new URL('./inspect-child.ts', import.meta.url))

/** What became of an image that was inspected in a process of its own. */
export interface Outcome {
  /** Null where it could be read. */
  readonly failure: { readonly exitCode: number; readonly message: string } | null
  readonly files: number
  readonly warnings: readonly string[]
  /** The most memory that the process ever had, in bytes. */
  readonly peakBytes: number
}

/** Inspects an image in a process of its own, whose memory can be measured and whose end does not end the test. */
export async function inspectInChild(reference: string): Promise<Outcome> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, reference], { maxBuffer: 1 << 26 })
  return JSON.parse(stdout)
}
