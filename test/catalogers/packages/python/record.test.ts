import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRecord } from '../../../../src/catalogers/packages/python/record.ts'

describe('parseRecord', () => {
  it('reads the paths of a RECORD, without compiled bytecode', () => {
    const text = `yaml/__init__.py,sha256:x,12302\r
../../../bin/"pip",,
"yaml/a ""b"", c.py",sha256:x,4
yaml/__pycache__/__init__.cpython-311.pyc,,
yaml/legacy.pyc,,
PyYAML-6.0.dist-info/RECORD,,
`
    expect(parseRecord(text)).toEqual([
      'yaml/__init__.py',
      '../../../bin/"pip"',
      'yaml/a "b", c.py',
      'yaml/legacy.pyc',
      'PyYAML-6.0.dist-info/RECORD',
    ])
  })

  it('reads what a CSV writer wrote', () => {
    const path = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/).filter((text) => !text.includes('__pycache__'))
    fc.assert(
      fc.property(fc.array(path), (paths) => {
        const rows = paths.map(
          (text) => `${/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text},sha256:x,1\r\n`,
        )
        expect(parseRecord(rows.join(''))).toEqual(paths)
      }),
    )
  })

  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => parseRecord(text).every((path) => path !== '')))
  })
})
