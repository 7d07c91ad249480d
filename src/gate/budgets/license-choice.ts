import parse from 'spdx-expression-parse'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { statedLicense } from '../../sbom/licenses/stated-license.ts'
import type { LicenseMatcher } from './license-pattern.ts'

/** The name that stands for the license of a package that states none. */
const UNKNOWN_LICENSE = 'unknown'

type Expression = ReturnType<typeof parse>

/** A license as a package states it, and what that means: an expression, or a name that SPDX does not have. */
interface StatedTerms {
  readonly stated: string
  readonly terms: Expression | string
}

/**
 * What a package states that one cannot keep to with acceptable licenses alone; nothing where one may have it. Of `A OR B` one will do,
 * of `A AND B` and of several that it states all are needed.
 */
export function unacceptableLicenses(found: InstalledPackage, accepts: LicenseMatcher): string[] {
  return termsOf(found)
    .filter(({ terms }) => !permits(terms, accepts))
    .map(({ stated }) => stated)
}

function permits(terms: Expression | string, accepts: LicenseMatcher): boolean {
  if (typeof terms === 'string') return accepts([terms])
  if ('license' in terms) return accepts(namesOf(terms))
  const { left, right, conjunction } = terms
  return conjunction === 'and'
    ? permits(left, accepts) && permits(right, accepts)
    : permits(left, accepts) || permits(right, accepts)
}

/** With what is added to it and without: an exception takes nothing away, and of `+` the first version is one choice. */
function namesOf({ license, plus, exception }: Extract<Expression, { license: string }>): string[] {
  const versioned = plus ? `${license}+` : license
  return [...new Set([license, versioned, ...(exception === undefined ? [] : [`${versioned} WITH ${exception}`])])]
}

function termsOf(found: InstalledPackage): readonly StatedTerms[] {
  const known = TERMS.get(found)
  if (known !== undefined) return known
  const terms = found.licenses.map((stated): StatedTerms => {
    const read = statedLicense(stated, found)
    return { stated, terms: 'name' in read ? read.name : parse(read.expression) }
  })
  const all = terms.length === 0 ? [{ stated: UNKNOWN_LICENSE, terms: UNKNOWN_LICENSE }] : terms
  TERMS.set(found, all)
  return all
}

/** A list of licenses asks about every package once for each of its items. */
const TERMS = new WeakMap<InstalledPackage, readonly StatedTerms[]>()
