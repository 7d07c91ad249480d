/** A spelling of a license that is not SPDX's, and the identifier that it means. */
interface Spelling {
  readonly pattern: RegExp
  readonly id: string | ((match: RegExpExecArray) => string)
}

/**
 * How Debian's copyright files (copyright-format 1.0, "License short names"), Fedora's old License tags and Python's classifiers
 * spell licenses. What could be several licenses (`BSD`, `GPL`, `Artistic`, `Apache Software License`) is not among them.
 */
export const LICENSE_SPELLINGS: readonly Spelling[] = [
  // GPL-2+, LGPL-2.1, GPLv3+, AGPL-3, GFDL-1.3+
  {
    pattern: /^(A?GPL|LGPL|GFDL)[ -]?v?(\d)(?:\.(\d))?(\+|-or-later| or later)?(?:-only)?$/i,
    id: ([, family, major, minor, later]) =>
      `${family!.toUpperCase()}-${major}.${minor ?? '0'}-${later === undefined ? 'only' : 'or-later'}`,
  },
  { pattern: /^Expat$|^MIT License$|^The MIT License(?: \(MIT\))?$|^MIT\/Expat$/i, id: 'MIT' },
  {
    pattern: /^(?:ASL|Apache|Apache License,? (?:Version )?|Apache Software License |Apache-)[ -]?v?2(?:\.0)?$/i,
    id: 'Apache-2.0',
  },
  {
    pattern: /^(?:The )?(?:New|Modified|3-clause|Revised) BSD(?: License)?$|^BSD[ -]3(?:[ -]clause)?$/i,
    id: 'BSD-3-Clause',
  },
  { pattern: /^(?:Simplified|2-clause|FreeBSD) BSD(?: License)?$|^BSD[ -]2(?:[ -]clause)?$/i, id: 'BSD-2-Clause' },
  {
    pattern: /^(?:Mozilla Public License |MPL[ -]?v?)(\d)(?:\.(\d))?(?: \(MPL [\d.]+\))?$/i,
    id: ([, a, b]) => `MPL-${a}.${b ?? '0'}`,
  },
  { pattern: /^ISC(?: License(?: \(ISCL\))?)?$/i, id: 'ISC' },
  { pattern: /^PSF-2$|^Python Software Foundation License$|^PSFL?$/i, id: 'PSF-2.0' },
  { pattern: /^zlib(?:\/libpng)?(?: License)?$/i, id: 'Zlib' },
  { pattern: /^(?:The )?Unlicense(?: \(Unlicense\))?$/i, id: 'Unlicense' },
  { pattern: /^CC0(?:[ -]1)?$/i, id: 'CC0-1.0' },
  { pattern: /^BSL-1$|^Boost(?: Software License)?(?:[ -]1(?:\.0)?)?$/i, id: 'BSL-1.0' },
  { pattern: /^OFL-1$|^OFL$/i, id: 'OFL-1.1' },
  {
    pattern: /^GNU General Public License v(\d)( or later)?(?: \(GPLv\d\+?\))?$/i,
    id: ([, v, later]) => `GPL-${v}.0-${later ? 'or-later' : 'only'}`,
  },
  {
    pattern: /^GNU Lesser General Public License v(\d)( or later)?(?: \(LGPLv\d\+?\))?$/i,
    id: ([, v, later]) => `LGPL-${v}.0-${later ? 'or-later' : 'only'}`,
  },
]
