import { parseExpression } from './expression.ts'
import { LICENSE_SPELLINGS } from './spellings.ts'

/** A license as a bill has it. */
export interface License {
  /** As the package states it. */
  readonly stated: string
  /** The SPDX expression that it means; null where that is not certain. */
  readonly expression: string | null
}

const known = new Map<string, License>()

/** Finds the SPDX expression for what a package states. A thousand packages state some ten licenses: each is worked out once. */
export function licenseOf(stated: string): License {
  let license = known.get(stated)
  if (license === undefined) {
    license = { stated, expression: expressionOf(stated) }
    if (known.size < MAX_KNOWN) known.set(stated, license)
  }
  return license
}

const MAX_KNOWN = 10_000
/** What is longer is a license's text, not its name. */
const MAX_STATED = 1000

function expressionOf(stated: string): string | null {
  if (stated.length > MAX_STATED) return null
  return parseExpression(stated) ?? spelledOtherwise(stated) ?? joined(stated)
}

/** A name that others than SPDX gave. */
function spelledOtherwise(name: string): string | null {
  const trimmed = name.trim()
  for (const { pattern, id } of LICENSE_SPELLINGS) {
    const match = pattern.exec(trimmed)
    if (match === null) continue
    const expression = parseExpression(typeof id === 'string' ? id : id(match))
    if (expression !== null) return expression
  }
  return null
}

/** `GPLv2+ and (MIT or BSD)`, as Fedora wrote before it took SPDX expressions: every name must be known. */
function joined(stated: string): string | null {
  const words = stated.split(/(\(|\)|\s+(?:and|or)\s+|\s*[&|]+\s*)/i).flatMap((word) => word.trim() || [])
  if (words.length < 3) return null
  const translated = words.map((word) => {
    if (word === '(' || word === ')') return word
    if (/^(?:and|&+)$/i.test(word)) return 'AND'
    if (/^(?:or|\|+)$/i.test(word)) return 'OR'
    const expression = parseExpression(word) ?? spelledOtherwise(word)
    return expression === null ? null : `(${expression})`
  })
  return translated.includes(null) ? null : parseExpression(translated.join(' '))
}
