import type { FactReader } from '../layer/fact-reader.ts'
import { decodeName } from '../layer/tar/text.ts'
import { nameOf } from '../rootfs/path.ts'
import { parseShebang, programOfEnv } from './shebang.ts'

/** What JavaScript of an app may load. A type, not an interface, so that it counts as JSON. */
export type NodeWords = {
  /** Names of packages, each once, sorted. */
  readonly words: readonly string[]
  /** Whether the source is longer than what was read of it, or names more. */
  readonly cut?: true
}

/** Longer ones were put together of many, packages included. */
const MAX_SOURCE = 1024 * 1024
const MAX_WORDS = 5000

const SOURCE = /\.[cm]?[jt]sx?$/
/** Directories of modules, whose own dependencies are stated; Debian's among them. */
const MODULES = /\/(?:node_modules|nodejs)\//
/**
 * A string that begins with what may be a package's name (docs.npmjs.com/cli/configuring-npm/package-json, "name"; 214 characters at
 * most), and may go on with a path in it.
 */
const STRING = /(['"`])((?:@[\w.~-]{1,214}\/)?[a-z0-9][\w.~-]{0,213})(?:\/[^'"`\n]{0,1000})?\1/gi

/**
 * Every string of an app's JavaScript that could be the name of a package, wherever it stands: imports, and names that are given to
 * others to be loaded. So more is found than is meant. Only what drops packages wants it.
 */
export const nodeWordsReader: FactReader<NodeWords> = {
  name: 'node-words',
  version: 1,

  select: ({ path, size }, head) =>
    size > 0 && !MODULES.test(path) && isSource(path, head)
      ? { ranges: [{ start: 0, end: Math.min(size, MAX_SOURCE) }] }
      : undefined,

  read({ size }, content) {
    const source = content.slice(0, Math.min(size, MAX_SOURCE))
    if (source === undefined) return undefined
    const words = nodeWords(decodeName(source))
    const cut = size > MAX_SOURCE || words.length > MAX_WORDS
    return { words: words.slice(0, MAX_WORDS), ...(cut ? { cut } : {}) }
  },
}

function isSource(path: string, head: Uint8Array): boolean {
  if (SOURCE.test(path)) return true
  if (head[0] !== 0x23 || head[1] !== 0x21) return false
  const shebang = parseShebang(head)
  return shebang !== undefined && nameOf(programOfEnv(shebang) ?? shebang.interpreter) === 'node'
}

/** The strings of a source text that could name packages. */
export function nodeWords(source: string): string[] {
  return [...new Set(Array.from(source.matchAll(STRING), ([, , name = '']) => name))].sort()
}
