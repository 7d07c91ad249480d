import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSingleLicense, jointExpression } from '../../../src/sbom/licenses/joint-expression.ts'
import { licenseOf } from '../../../src/sbom/licenses/license.ts'

describe('a stated license', () => {
  it.each([
    ['MIT', 'MIT'],
    ['mit', 'MIT'],
    ['Expat', 'MIT'],
    ['MIT License', 'MIT'],
    ['GPL-2+', 'GPL-2.0-or-later'],
    ['GPL-2', 'GPL-2.0-only'],
    ['GPLv3+', 'GPL-3.0-or-later'],
    ['GPL-2.0', 'GPL-2.0-only'],
    ['LGPL-2.1+', 'LGPL-2.1-or-later'],
    ['LGPL-2.1', 'LGPL-2.1-only'],
    ['GFDL-1.3', 'GFDL-1.3-only'],
    ['Apache-2.0', 'Apache-2.0'],
    ['ASL 2.0', 'Apache-2.0'],
    ['Apache License, Version 2.0', 'Apache-2.0'],
    ['Apache License 2.0', 'Apache-2.0'],
    ['MPL-2', 'MPL-2.0'],
    ['Mozilla Public License 2.0 (MPL 2.0)', 'MPL-2.0'],
    ['BSD-3-clause', 'BSD-3-Clause'],
    ['GNU Lesser General Public License v2 or later (LGPLv2+)', 'LGPL-2.0-or-later'],
    ['MIT OR Apache-2.0', 'MIT OR Apache-2.0'],
    ['(MIT or (apache-2.0))', 'MIT OR Apache-2.0'],
    ['(MIT OR ISC) AND Zlib', '(MIT OR ISC) AND Zlib'],
    ['GPLv2+ and LGPLv2+', 'GPL-2.0-or-later AND LGPL-2.0-or-later'],
    ['GPLv2+ and (MIT or BSD-3-clause)', 'GPL-2.0-or-later AND (MIT OR BSD-3-Clause)'],
    ['GPL-2.0-or-later WITH GCC-exception-3.1', 'GPL-2.0-or-later WITH GCC-exception-3.1'],
  ])('%s is %s', (stated, expression) => {
    expect(licenseOf(stated)).toEqual({ stated, expression })
  })

  it.each(['BSD', 'GPL', 'Artistic', 'public-domain', 'see LICENSE', 'MIT and something', '', '(', 'MIT OR'])(
    'has no expression where it is not certain: %j',
    (stated) => {
      expect(licenseOf(stated)).toEqual({ stated, expression: null })
    },
  )

  it('gives an expression that stands for itself, or none, whatever it is', () => {
    const word = fc.constantFrom('MIT', 'GPL-2+', 'GPLv3', 'and', 'or', 'OR', 'WITH', '(', ')', 'Zlib', 'x', '+', ' ')
    const text = fc.oneof(
      fc.string(),
      fc.array(word).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(text, (stated) => {
        const { expression } = licenseOf(stated)
        if (expression !== null) expect(licenseOf(expression).expression).toBe(expression)
      }),
    )
  })
})

describe('the licenses of a package', () => {
  it('all hold', () => {
    const of = (...stated: readonly string[]) => jointExpression(stated.map(licenseOf))
    expect(of('GPL-2', 'Expat OR ISC')).toBe('GPL-2.0-only AND (MIT OR ISC)')
    expect(of('MIT', 'Expat')).toBe('MIT')
    expect(of('MIT', 'who knows')).toBeNull()
    expect(of()).toBeNull()
  })

  it('are single identifiers or more', () => {
    expect(['MIT', 'GPL-2+', 'MIT OR ISC', 'who knows'].map((stated) => isSingleLicense(licenseOf(stated)))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
})
