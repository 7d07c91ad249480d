import type { PathState } from './layers-document.ts'

const TYPE_LETTERS: Readonly<Record<PathState['type'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
}

/** Type and permissions as `ls -l` prints them: `-rwsr-xr-x`. `mode` is in octal digits. */
export function modeText({ type, mode }: Pick<PathState, 'type' | 'mode'>): string {
  const bits = Number.parseInt(mode, 8)
  return `${TYPE_LETTERS[type]}${triad(bits >> 6, bits & 0o4000, 's')}${triad(bits >> 3, bits & 0o2000, 's')}${triad(bits, bits & 0o1000, 't')}`
}

/** Three letters; `special` is the one that stands for a special bit, in capitals without the right to execute. */
function triad(bits: number, isSpecial: number, special: string): string {
  const executes = (bits & 1) !== 0
  const last = isSpecial === 0 ? (executes ? 'x' : '-') : executes ? special : special.toUpperCase()
  return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last}`
}
