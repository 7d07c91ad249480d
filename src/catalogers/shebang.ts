import type { FactReader } from '../layer/fact-reader.ts'
import { decodeName } from '../layer/tar/text.ts'
import { nameOf } from '../rootfs/path.ts'

/** The first line of a script, as the kernel takes it. A type, not an interface, so that it counts as JSON. */
export type Shebang = {
  /** The program that the kernel starts in the script's place, as written. */
  readonly interpreter: string
  /** All that follows it, which Linux hands over as a single argument; null for nothing. */
  readonly argument: string | null
}

/** BINPRM_BUF_SIZE in Linux's include/uapi/linux/binfmts.h: as many bytes of a file the kernel looks at. */
const KERNEL_HEAD = 256

/** The first lines of executable scripts. Files that may not be executed are left out: nobody can start them by their name. */
export const shebangReader: FactReader<Shebang> = {
  name: 'shebang',
  version: 1,

  select({ mode, size }, head) {
    if (head[0] !== 0x23 || head[1] !== 0x21 || (mode & 0o111) === 0) return undefined
    return { ranges: [{ start: 0, end: Math.min(size, KERNEL_HEAD) }] }
  },

  read(entry, content) {
    const head = content.slice(0, Math.min(entry.size, KERNEL_HEAD))
    return head === undefined ? undefined : parseShebang(head)
  },
}

/** Reads a file's first bytes as Linux does (load_script in fs/binfmt_script.c); undefined where it would not start them. */
export function parseShebang(head: Uint8Array): Shebang | undefined {
  const text = decodeName(head.subarray(0, KERNEL_HEAD))
  if (!text.startsWith('#!')) return undefined
  const end = text.search(/[\n\0]/)
  const line = end === -1 ? text.slice(2) : text.slice(2, end)
  const [, interpreter, argument] = /^[ \t]*([^ \t]+)(.*)$/s.exec(line) ?? []
  if (interpreter === undefined) return undefined
  // Of an interpreter that the buffer cuts short the kernel cannot know the name.
  if (end === -1 && head.length >= KERNEL_HEAD && argument === '') return undefined
  const trimmed = argument!.replace(/^[ \t]+|[ \t]+$/g, '')
  return { interpreter, argument: trimmed === '' ? null : trimmed }
}

/** Options of env(1) of GNU, busybox and BSD that take the next word with them. */
const ENV_OPTIONS_WITH_VALUE = new Set(['-u', '--unset', '-C', '--chdir', '-P'])

/**
 * The program that `env` looks for in PATH on a script's behalf: `python3` for `#!/usr/bin/env python3` and for
 * `#!/usr/bin/env -S LANG=C python3 -u`; undefined where the interpreter is not `env`.
 */
export function programOfEnv({ interpreter, argument }: Shebang): string | undefined {
  if (nameOf(interpreter) !== 'env' || argument === null) return undefined
  // Without -S everything is one argument: then a name with spaces in it is looked for, and not found.
  const split = /^(?:-[iv0]*S|--split-string(?:=|[ \t]))[ \t]*(.*)$/s.exec(argument)
  if (split === null) return isProgramName(argument) ? argument : undefined
  const words = split[1]!.split(/[ \t]+/)
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    if (ENV_OPTIONS_WITH_VALUE.has(word)) at++
    else if (isProgramName(word)) return word.replace(/^(['"])(.*)\1$/, '$2')
  }
  return undefined
}

/** Not an option, and not a variable to be set. */
function isProgramName(word: string): boolean {
  return word !== '' && !word.startsWith('-') && !word.includes('=')
}
