import type { FactReader } from '../layer/fact-reader.ts'
import { decodeName } from '../layer/tar/text.ts'
import { nameOf } from '../rootfs/path.ts'
import { parseShebang, programOfEnv } from './shebang.ts'

/** What a shell script may name: a program, or a file by its path. A type, not an interface, so that it counts as JSON. */
export type ShellWords = {
  /** Each once, in their order. */
  readonly words: readonly string[]
  /** Whether the script is longer than what was read of it, or names more. */
  readonly cut?: true
}

/** Bytes of a script that are read; the start scripts of images have some thousand. */
const MAX_SCRIPT = 64 * 1024
const MAX_WORDS = 2000
/** No program of note has a longer name; PATH_MAX is for paths that are made by programs. */
const MAX_WORD = 256

const SHELL = /^(?:a|ba|da|k|mk|pdk|ya|z)?sh$/
/** A name or a path without anything that a shell would work out first. */
const WORD = /^(?=.*[a-z])[\w./][\w./+@-]+$/

/** The words of shell scripts, by which they may name programs and files. */
export const shellWordsReader: FactReader<ShellWords> = {
  name: 'shell-words',
  version: 1,

  select: ({ path, size }, head) =>
    size > 0 && isShellScript(path, head) ? { ranges: [{ start: 0, end: Math.min(size, MAX_SCRIPT) }] } : undefined,

  read({ size }, content) {
    const start = content.slice(0, Math.min(size, MAX_SCRIPT))
    if (start === undefined) return undefined
    const words = shellWords(decodeName(start))
    const cut = size > MAX_SCRIPT || words.length > MAX_WORDS
    return { words: words.slice(0, MAX_WORDS), ...(cut ? { cut } : {}) }
  },
}

/** Also one that is only read by another (`. /usr/lib/functions.sh`), which its name tells. */
function isShellScript(path: string, head: Uint8Array): boolean {
  if (head[0] !== 0x23 || head[1] !== 0x21) return path.endsWith('.sh')
  const shebang = parseShebang(head)
  if (shebang === undefined) return false
  if (SHELL.test(nameOf(shebang.interpreter))) return true
  const program = programOfEnv(shebang) ?? (nameOf(shebang.interpreter) === 'busybox' ? shebang.argument : undefined)
  return SHELL.test(nameOf(program ?? ''))
}

/**
 * Every word of a script that could be the name of a program or file, wherever it stands: behind `exec` and `xargs`, in quotes, in a
 * command substitution, in the value of a variable. So more is found than is meant, and nothing is left out but what the shell
 * puts together when it runs. Lines that are comments are left out.
 */
export function shellWords(script: string): string[] {
  const words = new Set<string>()
  for (const line of script.split('\n')) {
    if (/^\s*#/.test(line)) continue
    for (const word of line.split(/[^\w./+@-]+/)) if (word.length <= MAX_WORD && WORD.test(word)) words.add(word)
  }
  return [...words]
}
