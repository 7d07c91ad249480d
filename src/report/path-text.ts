import type { PathState } from './layers-document.ts'
import { printable } from './terminal-text.ts'

/** A path as listings have it: a directory with a slash at its end, a symlink with its target, as `ls -lF` prints them. */
export function pathText(path: string, { type, linkTarget }: Pick<PathState, 'type' | 'linkTarget'>): string {
  if (type === 'directory') return `${printable(path)}${path === '/' ? '' : '/'}`
  return linkTarget === null ? printable(path) : `${printable(path)} -> ${printable(linkTarget)}`
}
