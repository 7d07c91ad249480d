import { Flags, type Interfaces } from '@oclif/core'
import type { ListedImage } from '../../src/image-list/image-list.ts'

/** The flags of commands that take well-known bases. */
export const baseFlags = {
  bases: Flags.string({
    summary: 'Take the well-known bases of this set; imgpeek bases lists them.',
    helpValue: 'SET',
    multiple: true,
    multipleNonGreedy: true,
  }),
  'bases-file': Flags.string({
    summary: 'Take bases from this file, in place of those that come with imgpeek.',
    helpValue: 'FILE',
  }),
}

/** What the command line says of `baseFlags`. */
type BaseFlags = Interfaces.InferredFlags<typeof baseFlags>

/**
 * The bases that the flags ask for, in the order of their file, each once; all of it where only a file is given, none where neither
 * flag is. A `ListedImage` is a request for `readImages`, with a label; the one with the reference `scratch` is an image
 * without layers.
 * @throws {UsageError} when the file is wrong or has no such set; {UnavailableError} when it cannot be read
 */
export async function basesOf(flags: BaseFlags): Promise<readonly ListedImage[]> {
  const { bases: sets, 'bases-file': file } = flags
  if (sets === undefined && file === undefined) return []
  const { readBases } = await import('../../src/index.ts')
  return readBases({ sets, file })
}
