import { Flags } from '@oclif/core'
import { writeFileWhole } from '../../src/disk/write-file-whole.ts'
import { writePieces } from './byte-output.ts'

/** What stands for standard output where a file may be named. */
export const STANDARD_OUTPUT = '-'

/** Where an answer of bytes goes. */
export const outputFlag = Flags.string({
  char: 'o',
  summary: 'Write this file, which appears when it is complete; - is standard output.',
  helpValue: 'FILE',
  default: STANDARD_OUTPUT,
})

/**
 * Writes an answer of bytes where `outputFlag` says.
 * @throws the same as `writeFileWhole`, and what `pieces` throws
 */
export function writeOutput(
  output: string,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  return output === STANDARD_OUTPUT ? writePieces(process.stdout, pieces, signal) : writeFileWhole(output, pieces)
}
