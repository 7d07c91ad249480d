import { findProgram } from '../../catalogers/elf/entrypoint.ts'
import type { Doubt } from './doubts.ts'

/** A command that the image does not have, or none. */
export const missingStart: Doubt = function* ({ image: { tree, config } }) {
  const [program] = [...config.entrypoint, ...config.cmd]
  if (program === undefined) yield 'The image has no command: what is to run is not known; name it with --keep-bin.'
  else if (findProgram(tree, config, program) === undefined) {
    yield `The command starts ${program}, which the image does not have.`
  }
}
