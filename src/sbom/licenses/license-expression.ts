import parse from 'spdx-expression-parse'
import type { SbomLicense } from '../../report/sbom-document.ts'

type Expression = ReturnType<typeof parse>

/** Longer ones are no expressions that anyone wrote; the parser takes the square of the time. */
const LONGEST = 1024

/** Reads an SPDX license expression (SPDX 2.3, annex D), and writes it with as few parentheses as it needs; undefined for none. */
export function licenseExpression(text: string): Exclude<SbomLicense, { name: string }> | undefined {
  if (text.length > LONGEST) return undefined
  let parsed: Expression
  try {
    parsed = parse(text)
  } catch {
    return undefined
  }
  const licenseRefs = new Set<string>()
  const expression = written(parsed, licenseRefs)
  // another document's licenses cannot be followed from here
  if (expression.includes('DocumentRef-')) return undefined
  const isLicenseId = 'license' in parsed && !/[ +]/.test(expression) && licenseRefs.size === 0
  return { expression, isLicenseId, licenseRefs: [...licenseRefs] }
}

/** The identifier in place of one that the list has given up because it left open which versions it means. */
function currentId(license: string, plus: boolean): string {
  if (UNCLEAR_ID.test(license)) return `${license}${plus ? '-or-later' : '-only'}`
  return plus ? `${license}+` : license
}

/** spdx.org/licenses, "Deprecated License Identifiers": `GPL-2.0` is `GPL-2.0-only`, `GPL-2.0+` is `GPL-2.0-or-later`. */
const UNCLEAR_ID = /^(?:[AL]?GPL|GFDL)-\d\.\d$/

/** AND binds closer than OR. */
function written(expression: Expression, licenseRefs: Set<string>): string {
  if ('license' in expression) {
    const { license, plus, exception } = expression
    if (license.startsWith('LicenseRef-')) licenseRefs.add(license)
    return `${currentId(license, plus ?? false)}${exception === undefined ? '' : ` WITH ${exception}`}`
  }
  const { left, conjunction, right } = expression
  return [left, right]
    .map((side) => {
      const text = written(side, licenseRefs)
      return conjunction === 'and' && 'conjunction' in side && side.conjunction === 'or' ? `(${text})` : text
    })
    .join(` ${conjunction.toUpperCase()} `)
}
