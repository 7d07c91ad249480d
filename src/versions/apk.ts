import { compareDigits, compareText } from './digits.ts'

/** The parts of an apk version, in their order: numbers, a letter, suffixes with a number or without, a commit's hash, the build. */
const VERSION =
  /^(\d+)((?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)(?![a-z])\d*)*)((?:~[\da-f]+)?)((?:-r\d+)?)/

/**
 * Where two versions differ first in what they have there, the one that has what comes first here is the older: suffixes of
 * pre-releases come before the end, all else after it.
 */
const KINDS = [
  'alpha',
  'beta',
  'pre',
  'rc',
  'invalid',
  'end',
  'revision',
  'hash',
  'suffix number',
  'cvs',
  'svn',
  'git',
  'hg',
  'p',
  'letter',
  'fraction',
  'number',
] as const

type Kind = (typeof KINDS)[number]

interface Part {
  readonly kind: Kind
  readonly text: string
}

const RANKS: ReadonlyMap<string, number> = new Map(KINDS.map((kind, rank) => [kind, rank]))

/**
 * The order of apk-tools 3 (version.c). Its 2.x knows no hashes, and differs where numbers behind a dot begin with a zero.
 * @returns null where the two are alike up to where neither is a version any more
 */
export function compareApkVersions(a: string, b: string): number | null {
  const left = partsOf(a)
  const right = partsOf(b)
  for (const [index, one] of left.entries()) {
    const two = right[index]! // all before was equal, so neither has ended
    const difference = rankOf(one) - rankOf(two) || compareValues(one, two)
    if (difference !== 0) return difference
    if (one.kind === 'invalid') return null
  }
  return 0
}

/** What a version consists of; the last part is its end, or says that what follows is invalid. */
function partsOf(version: string): Part[] {
  const match = VERSION.exec(version)
  if (match === null) return [{ kind: 'invalid', text: '' }]
  const [whole, number = '', fractions = '', letter = '', suffixes = '', hash = '', revision = ''] = match
  const parts: Part[] = [{ kind: 'number', text: number }]
  for (const text of fractions.split('.').slice(1)) parts.push({ kind: 'fraction', text })
  if (letter !== '') parts.push({ kind: 'letter', text: letter })
  for (const [, name = '', digits = ''] of suffixes.matchAll(/_([a-z]+)(\d*)/g)) {
    parts.push({ kind: name as Kind, text: '' })
    if (digits !== '') parts.push({ kind: 'suffix number', text: digits })
  }
  if (hash !== '') parts.push({ kind: 'hash', text: hash })
  if (revision !== '') parts.push({ kind: 'revision', text: revision.slice('-r'.length) })
  parts.push({ kind: whole === version ? 'end' : 'invalid', text: '' })
  return parts
}

function rankOf({ kind }: Part): number {
  return RANKS.get(kind)!
}

function compareValues({ kind, text }: Part, other: Part): number {
  const asText =
    kind === 'letter' || kind === 'hash' || (kind === 'fraction' && (text[0] === '0' || other.text[0] === '0'))
  return asText ? compareText(text, other.text) : compareDigits(text, other.text)
}
