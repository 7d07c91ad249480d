import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' }
import identifiers from 'spdx-license-ids/index.json' with { type: 'json' }
import type { SbomLicense } from '../../report/sbom-document.ts'
import { writtenText } from '../written-text.ts'
import { licenseExpression } from './license-expression.ts'
import { type StatingPackage, spelled, spelledException } from './spellings.ts'

/** SPDX identifiers are told apart without regard to case (SPDX 2.3, annex D.2). */
const IDENTIFIERS: ReadonlyMap<string, string> = new Map(
  [...deprecated, ...identifiers].map((id) => [id.toLowerCase(), id]),
)

/** Longer texts are no names of licenses. */
const LONGEST_NAME = 512

/**
 * What a package says of its license, as an SPDX expression where it is one, or is known to mean one in packages of this type.
 * A text of which any part is not known stays what it is: nothing is guessed.
 */
export function statedLicense(stated: string, by: StatingPackage): SbomLicense {
  const text = writtenText(stated.trim().replace(/\s+/g, ' '))
  const known = licenseExpression(text) ?? licenseExpression(translated(text, by) ?? '')
  return known ?? { name: text }
}

/** The text with SPDX's names for licenses, exceptions and operators; undefined where a part of it is not known. */
function translated(text: string, by: StatingPackage): string | undefined {
  if (text.length > LONGEST_NAME) return undefined
  const whole = licenseNamed(text, by)
  if (whole !== undefined) return whole
  const parts = text
    .split(/, (and|or) /i)
    .map((part, index) => (index % 2 === 1 ? part.toUpperCase() : clause(part, by)))
  return parts.every((part) => part !== undefined) ? grouped(parts) : undefined
}

/** In Debian's format a comma before an operator makes it bind less (DEP 5, "License specification"). */
function grouped(parts: readonly string[]): string {
  let [all = ''] = parts
  for (let index = 1; index < parts.length; index += 2) all = `(${all}) ${parts[index]} (${parts[index + 1]})`
  return all
}

/** Names with `and`, `or` and parentheses between them. */
function clause(text: string, by: StatingPackage): string | undefined {
  const tokens = text.split(/( (?:and|or) |[()])/i).map((token) => token.trim())
  const parts = tokens.map((token) => {
    if (token === '' || token === '(' || token === ')') return token
    return /^(?:and|or)$/i.test(token) ? token.toUpperCase() : licenseNamed(token, by)
  })
  return parts.includes(undefined) ? undefined : parts.join(' ')
}

/** One license, perhaps with an exception: `GPL-2+ with Libtool exception`. */
function licenseNamed(text: string, by: StatingPackage): string | undefined {
  const [, name, exceptionName] = /^(.+) with (.+?)(?: exception)?$/i.exec(text) ?? []
  if (name === undefined || exceptionName === undefined) return IDENTIFIERS.get(text.toLowerCase()) ?? spelled(text, by)
  const license = licenseNamed(name, by)
  const exception = spelledException(exceptionName)
  return license === undefined || exception === undefined ? undefined : `${license} WITH ${exception}`
}
