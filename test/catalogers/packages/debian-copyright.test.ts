import { describe, expect, it } from 'vitest'
import { parseCopyright } from '../../../src/catalogers/packages/debian-copyright.ts'

describe('parseCopyright', () => {
  it('takes the short names of a machine-readable file, once each', () => {
    const text = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: SOFTware

Files: *
Copyright: 1975-2010 Ulla Upstream
License: GPL-2+

Files: debian/* src/x.c
Copyright: 2010 Daniela Debianizer
License: GPL-2+ or Artistic
 On Debian see /usr/share/common-licenses/GPL-2.

License: GPL-2+
 The full text is in /usr/share/common-licenses/GPL-2.
`
    expect(parseCopyright(text)).toEqual({ licenses: ['GPL-2+', 'GPL-2+ or Artistic'] })
  })

  it('takes the license of the header where no files have their own', () => {
    expect(parseCopyright('Format: x\nLicense: MIT\n')).toEqual({ licenses: ['MIT'] })
  })

  it('falls back on the common licenses that prose refers to, and says so', () => {
    const text = `This package was debianized by hand.
The library is under the LGPL, see \`/usr/share/common-licenses/LGPL-2.1'. Its tools are under
/usr/share/common-licenses/GPL-3, its icons too (/usr/share/common-licenses/GPL-3).
`
    expect(parseCopyright(text)).toEqual({ licenses: ['GPL-3', 'LGPL-2.1'], licensesReferred: true })
  })

  it('claims nothing where a file names nothing', () => {
    expect(parseCopyright('Do what you want with it.\n')).toEqual({ licenses: [] })
  })
})
