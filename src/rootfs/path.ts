/**
 * A path as people and JSON see it: bytes that are not UTF-8, which paths carry as lone surrogates U+DC80 to U+DCFF, become
 * `\xNN`.
 */
export function displayPath(path: string): string {
  return path.isWellFormed() ? path : path.replace(/[\udc80-\udcff]/g, escapeByte)
}

function escapeByte(character: string, offset: number, whole: string): string {
  const before = whole.charCodeAt(offset - 1)
  if (before >= 0xd800 && before <= 0xdbff) return character // the second half of a real character
  return `\\x${(character.charCodeAt(0) - 0xdc00).toString(16).padStart(2, '0')}`
}

/** The path that `displayPath` shows as `shown`. */
export function pathFromDisplay(shown: string): string {
  return shown.replace(/\\x([89a-f][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(0xdc00 + parseInt(hex, 16)))
}

/** The directory that holds a path; `/` for the root and for what is directly below it. */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash <= 0 ? '/' : path.slice(0, slash)
}

/** The last component of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/**
 * Makes a path absolute and lexically clean. `..` above the root stays at the root.
 * `escapes` in the result is true where it would have left it.
 */
export function normalisePath(name: string): { path: string; escapes: boolean } {
  const start = name.startsWith('/') ? 1 : name.startsWith('./') ? 2 : 0
  const inner = name.slice(start, name.endsWith('/') ? -1 : undefined)
  if (!UNCLEAN.test(inner)) return { path: `/${inner}`, escapes: false }
  const parts: string[] = []
  let escapes = false
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) escapes = true
  }
  return { path: `/${parts.join('/')}`, escapes }
}

/** An empty component, or one of one or two dots. */
const UNCLEAN = /(?:^|\/)\.{0,2}(?:\/|$)/

/** Joins a relative or absolute link target to the directory it is seen from; lexical. */
export function joinPath(directory: string, target: string): string {
  return normalisePath(target.startsWith('/') ? target : `${directory}/${target}`).path
}
