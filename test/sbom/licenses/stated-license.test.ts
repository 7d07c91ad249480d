import fc from 'fast-check'
import parse from 'spdx-expression-parse'
import { describe, expect, it } from 'vitest'
import type { StatingPackage } from '../../../src/sbom/licenses/spellings.ts'
import { statedLicense } from '../../../src/sbom/licenses/stated-license.ts'

const TYPES = ['deb', 'apk', 'rpm', 'pypi', 'npm'] as const

/** What a stated license becomes: an expression, or nothing where it stays a name. */
function expressionOf(stated: string, type: StatingPackage['type'], referred?: true): string | undefined {
  const license = statedLicense(stated, { type, ...(referred && { licensesReferred: referred }) })
  return 'name' in license ? undefined : license.expression
}

describe('a stated license', () => {
  it.each<[string, StatingPackage['type'], string]>([
    // SPDX, as apk, npm, pypi and rpm state it
    ['MIT', 'apk', 'MIT'],
    ['MPL-2.0 AND MIT', 'apk', 'MPL-2.0 AND MIT'],
    ['(MIT OR CC0-1.0)', 'npm', 'MIT OR CC0-1.0'],
    ['MIT AND (BSD-2-Clause OR GPL-2.0-or-later)', 'apk', 'MIT AND (BSD-2-Clause OR GPL-2.0-or-later)'],
    ['GPL-2.0-only WITH Linux-syscall-note', 'apk', 'GPL-2.0-only WITH Linux-syscall-note'],
    ['LGPL-3.0-or-later or GPL-2.0-or-later', 'rpm', 'LGPL-3.0-or-later OR GPL-2.0-or-later'],
    ['apache-2.0', 'pypi', 'Apache-2.0'],
    ['Apache-1.0+', 'npm', 'Apache-1.0+'],
    // identifiers that SPDX gave up for clearer ones
    ['GPL-2.0', 'npm', 'GPL-2.0-only'],
    ['LGPL-2.1+', 'npm', 'LGPL-2.1-or-later'],
    // Debian
    ['Expat', 'deb', 'MIT'],
    ['GPL-2', 'deb', 'GPL-2.0-only'],
    ['GPL-2+', 'chisel', 'GPL-2.0-or-later'],
    ['LGPL-2.1+', 'deb', 'LGPL-2.1-or-later'],
    ['BSD-3-clause', 'deb', 'BSD-3-Clause'],
    ['GFDL-NIV-1.3+', 'deb', 'GFDL-1.3-no-invariants-or-later'],
    ['GFDL-1.3+-no-invariant', 'deb', 'GFDL-1.3-no-invariants-or-later'],
    ['GPL-2+ with Libtool exception', 'deb', 'GPL-2.0-or-later WITH Libtool-exception'],
    ['Artistic or GPL-1+', 'deb', 'Artistic-1.0-Perl OR GPL-1.0-or-later'],
    ['GPL-1+ or Artistic, and Expat', 'deb', '(GPL-1.0-or-later OR Artistic-1.0-Perl) AND MIT'],
    ['Expat and GPL-2+ or Zlib', 'deb', 'MIT AND GPL-2.0-or-later OR Zlib'],
    // Fedora before SPDX
    ['GPLv2+', 'rpm', 'GPL-2.0-or-later'],
    ['LGPLv2+', 'rpm', 'LGPL-2.0-or-later'],
    ['GPLv3+ and (ASL 2.0 or MIT)', 'rpm', 'GPL-3.0-or-later AND (Apache-2.0 OR MIT)'],
    // Python
    ['Apache 2.0', 'pypi', 'Apache-2.0'],
    ['Apache License, Version 2.0', 'pypi', 'Apache-2.0'],
    ['MIT License', 'pypi', 'MIT'],
    ['GNU General Public License v3 or later (GPLv3+)', 'pypi', 'GPL-3.0-or-later'],
  ])('%s of %s is %s', (stated, type, expression) => {
    expect(expressionOf(stated, type)).toBe(expression)
  })

  it.each<[string, StatingPackage['type']]>([
    ['BSD', 'pypi'],
    ['GPL', 'deb'],
    ['GPL or Artistic', 'deb'],
    ['public-domain', 'deb'],
    ['MIT/X11', 'npm'],
    ['Artistic', 'npm'],
    ['Expat', 'rpm'],
    ['BSD-3-clause and/or GPL-3+', 'deb'],
    ['GPL-3+ with Bison exception', 'deb'],
    ['SEE LICENSE IN LICENSE.txt', 'npm'],
    ['GPL-4', 'deb'],
    ['DocumentRef-x:LicenseRef-y', 'apk'],
    ['MIT AND', 'apk'],
    ['(MIT', 'rpm'],
    ['__proto__', 'deb'],
    ['constructor', 'pypi'],
  ])('%s of %s stays a name: it is not known, or could be several', (stated, type) => {
    expect(statedLicense(stated, { type })).toEqual({ name: stated })
  })

  it('is not more than the name of a text where a copyright file refers to one: what is under GPL-2+ does so too', () => {
    expect(expressionOf('GPL-2', 'deb', true)).toBeUndefined()
    expect(expressionOf('Apache-2.0', 'deb', true)).toBe('Apache-2.0')
  })

  it('says which licenses of its own it names', () => {
    expect(statedLicense('MIT OR LicenseRef-Acme', { type: 'apk' })).toEqual({
      expression: 'MIT OR LicenseRef-Acme',
      isLicenseId: false,
      licenseRefs: ['LicenseRef-Acme'],
    })
  })

  it('stands on one line', () => {
    expect(statedLicense(' You may\n  do \u001bwhat\tyou want. ', { type: 'pypi' })).toEqual({
      name: 'You may do \\x1bwhat you want.',
    })
  })

  it('gives an expression that a parser takes, or the text, whatever it is', () => {
    const words = ['MIT', 'GPL-2+', 'Expat', 'GPLv2+', 'foo', 'and', 'or', 'AND', 'OR', 'with', ',', '(', ')', '+']
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words)).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(texts, fc.constantFrom(...TYPES), (text, type) => {
        const license = statedLicense(text, { type })
        if ('expression' in license) expect(() => parse(license.expression)).not.toThrow()
        else expect(license.name.replace(/\\x../g, '')).not.toMatch(/\n/)
      }),
    )
  })

  it('takes no time to speak of, however long it is', () => {
    const long = '('.repeat(100_000)
    expect(statedLicense(long, { type: 'npm' })).toEqual({ name: long })
    const deep = `${'('.repeat(500)}MIT${')'.repeat(500)}`
    expect(expressionOf(deep, 'npm')).toBe('MIT')
  })
})
