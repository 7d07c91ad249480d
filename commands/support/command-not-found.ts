import type { Hook } from '@oclif/core'
import { UsageError } from '../../src/errors.ts'
import { nearest } from '../../src/nearest.ts'

/**
 * oclif's hook for a command that does not exist: suggests the one that was meant. Ours, because
 * `@oclif/plugin-not-found` suggests nothing where standard input is no terminal, and ends with 127.
 */
export const commandNotFound: Hook.CommandNotFound = async ({ id, config }) => {
  throw new UsageError(complaintAbout(id.split(':'), config.commandIDs))
}

/** `words` is what was typed, arguments included: where no command is known, oclif cannot tell them apart. */
export function complaintAbout(words: readonly string[], commandIds: readonly string[]): string {
  for (const count of [2, 1]) {
    const typed = words.slice(0, count).join(' ')
    const commands = commandIds.map((id) => id.replaceAll(':', ' ')).filter((name) => name.split(' ').length === count)
    const meant = nearest(typed, commands)
    if (meant !== undefined) return `“${typed}” is not an imgpeek command; did you mean “imgpeek ${meant}”?`
  }
  return `“${words[0]}” is not an imgpeek command; “imgpeek inspect IMAGE” looks inside an image, and “imgpeek help” lists all commands.`
}
