import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCoreMetadata, parseRequires } from '../../../../src/catalogers/packages/python/core-metadata.ts'

function licensesOf(...lines: readonly string[]): readonly string[] | undefined {
  return parseCoreMetadata(['Name: a', 'Version: 1', ...lines].join('\n'))?.licenses
}

describe('parseCoreMetadata', () => {
  it('reads the headers, and not the description below them', () => {
    const text = `Metadata-Version: 2.1\r
Name: Flask-SQLAlchemy\r
Version: 3.1.1\r
Requires-Dist: flask>=2.2.5\r
Requires-Dist: sqlalchemy (>=2.0.16) ; python_version\r
  >= "3.8"\r
\r
Name: nothing of that\r
Requires-Dist: nor that\r
`
    expect(parseCoreMetadata(text)).toEqual({
      name: 'Flask-SQLAlchemy',
      version: '3.1.1',
      licenses: [],
      dependencies: ['flask>=2.2.5', 'sqlalchemy (>=2.0.16) ; python_version >= "3.8"'],
    })
  })

  it('leaves out what only extras require', () => {
    const text = `Name: requests
Version: 2
Requires-Dist: idna (<4,>=2.5)
Requires-Dist: PySocks (!=1.5.7,>=1.5.6) ; extra == 'socks'
Requires-Dist: extra-name ; python_version < "3" and extra=="x"
Requires-Dist: extras
`
    expect(parseCoreMetadata(text)?.dependencies).toEqual(['idna (<4,>=2.5)', 'extras'])
  })

  it.each([
    ['an SPDX expression first', ['License: BSD', 'License-Expression: BSD-3-Clause OR MIT'], ['BSD-3-Clause OR MIT']],
    [
      "the author's words",
      ['License: Apache 2.0', 'Classifier: License :: OSI Approved :: MIT License'],
      ['Apache 2.0'],
    ],
    [
      'classifiers instead of a whole text',
      ['License: Copyright 2020', '        All rights', 'Classifier: License :: OSI Approved :: MIT License'],
      ['MIT License'],
    ],
    [
      'classifiers where the author had no words',
      [
        'License: UNKNOWN',
        'Classifier: License :: OSI Approved',
        'Classifier: Topic :: Software Development',
        'Classifier: License :: OSI Approved :: BSD License',
        'Classifier: License :: Public Domain',
      ],
      ['BSD License', 'Public Domain'],
    ],
    ['the first line of a whole text where that is all', ['License: The X License', '', ''], ['The X License']],
    ['nothing', ['License: UNKNOWN'], []],
  ])('reads licenses from %s', (_, lines, wanted) => {
    expect(licensesOf(...lines)).toEqual(wanted)
  })

  it('names no distribution without a name or a version', () => {
    expect(parseCoreMetadata('Name: a\n\nVersion: 1\n')).toBeUndefined()
    expect(parseCoreMetadata('Version: 1\n')).toBeUndefined()
  })

  it('reads what a writer wrote', () => {
    const line = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)
    fc.assert(
      fc.property(line, line, fc.array(line.filter((text) => !text.includes(';'))), (name, version, requirements) => {
        const lines = [`Version: ${version}`, ...requirements.map((item) => `Requires-Dist: ${item}`), `NAME:${name}`]
        expect(parseCoreMetadata(`${lines.join('\n')}\n\ntext`)).toEqual({
          name,
          version,
          licenses: [],
          dependencies: requirements,
        })
      }),
    )
  })

  it('takes any text', () => {
    const fragments = fc.constantFrom(
      'Name: a\n',
      'Version: 1',
      '\n',
      ' ',
      ':',
      'License: ',
      'Classifier: License ::',
      '\r',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(fragments, fc.string())), (pieces) => {
        const found = parseCoreMetadata(pieces.join(''))
        expect(found === undefined || (found.name !== '' && found.version !== '')).toBe(true)
      }),
    )
  })
})

describe('parseRequires', () => {
  it("keeps the markers of an egg's requirements, and leaves out extras", () => {
    expect(
      parseRequires('six>=1.9\n\n# note\n[:python_version < "3"]\nenum34\n\n[dev]\npytest\n[dev:os_name == "nt"]\nx'),
    ).toEqual(['six>=1.9', 'enum34 ; python_version < "3"'])
  })

  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseRequires(text).every((requirement) => requirement !== '')))
  })
})
