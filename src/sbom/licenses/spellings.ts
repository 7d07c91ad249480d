import type { Package } from '../../catalogers/packages/package.ts'

/** Licenses by a name in lower case. */
type Spellings = ReadonlyMap<string, string>

/**
 * Spellings that mean one license wherever they stand. What may mean several is left out on purpose: `BSD`, `GPL` without a
 * version, `MIT/X11`, `Apache Software License`, `public domain`.
 */
const COMMON: Spellings = new Map([
  ['apache-2', 'Apache-2.0'],
  ['apache 2', 'Apache-2.0'],
  ['apache 2.0', 'Apache-2.0'],
  ['apache2', 'Apache-2.0'],
  ['apache2.0', 'Apache-2.0'],
  ['apache license 2.0', 'Apache-2.0'],
  ['apache license, 2.0', 'Apache-2.0'],
  ['apache license, version 2.0', 'Apache-2.0'],
  ['apache license version 2.0', 'Apache-2.0'],
  ['the apache license, version 2.0', 'Apache-2.0'],
  ['the apache software license, version 2.0', 'Apache-2.0'],
  ['asl 2.0', 'Apache-2.0'],
  ['2-clause bsd', 'BSD-2-Clause'],
  ['bsd 2-clause', 'BSD-2-Clause'],
  ['bsd 2-clause license', 'BSD-2-Clause'],
  ['simplified bsd', 'BSD-2-Clause'],
  ['3-clause bsd', 'BSD-3-Clause'],
  ['3-clause bsd license', 'BSD-3-Clause'],
  ['bsd 3-clause', 'BSD-3-Clause'],
  ['bsd 3-clause license', 'BSD-3-Clause'],
  ['bsd-3', 'BSD-3-Clause'],
  ['modified bsd', 'BSD-3-Clause'],
  ['new bsd', 'BSD-3-Clause'],
  ['new bsd license', 'BSD-3-Clause'],
  ['boost software license 1.0', 'BSL-1.0'],
  ['cc0', 'CC0-1.0'],
  ['eclipse public license 1.0', 'EPL-1.0'],
  ['eclipse public license 2.0', 'EPL-2.0'],
  ['eclipse public license v2.0', 'EPL-2.0'],
  ['isc license', 'ISC'],
  ['isc license (iscl)', 'ISC'],
  ['mit license', 'MIT'],
  ['the mit license', 'MIT'],
  ['the mit license (mit)', 'MIT'],
  ['mpl 2.0', 'MPL-2.0'],
  ['mpl-2', 'MPL-2.0'],
  ['mplv1.1', 'MPL-1.1'],
  ['mplv2.0', 'MPL-2.0'],
  ['mozilla public license 2.0 (mpl 2.0)', 'MPL-2.0'],
  ['the unlicense (unlicense)', 'Unlicense'],
])

/** DEP 5's short names, where they are not SPDX's, and licenses as Debian packages them. */
const DEBIAN: Spellings = new Map([
  ['artistic', 'Artistic-1.0-Perl'], // the text in /usr/share/common-licenses
  ['bsl-1', 'BSL-1.0'],
  ['expat', 'MIT'],
  ['openldap-2.8', 'OLDAP-2.8'],
  ['openldap', 'OLDAP-2.8'],
])

/** Fedora's short names before it turned to SPDX (docs.fedoraproject.org, "All Allowed Licenses", legacy abbreviations). */
const FEDORA: Spellings = new Map([
  ['boost', 'BSL-1.0'],
  ['gpl+', 'GPL-1.0-or-later'],
  ['lgplv2', 'LGPL-2.0-only'],
  ['lgplv2+', 'LGPL-2.0-or-later'],
  ['asl 1.1', 'Apache-1.1'],
  ['openldap', 'OLDAP-2.8'],
  ['zlib', 'Zlib'],
])

/** Names of Python's trove classifiers, without what leads to them, that are exact. */
const PYTHON: Spellings = new Map([
  ['gnu general public license v2 (gplv2)', 'GPL-2.0-only'],
  ['gnu general public license v2 or later (gplv2+)', 'GPL-2.0-or-later'],
  ['gnu general public license v3 (gplv3)', 'GPL-3.0-only'],
  ['gnu general public license v3 or later (gplv3+)', 'GPL-3.0-or-later'],
  ['gnu lesser general public license v3 (lgplv3)', 'LGPL-3.0-only'],
  ['gnu lesser general public license v3 or later (lgplv3+)', 'LGPL-3.0-or-later'],
  ['psf', 'PSF-2.0'],
  ['psf license', 'PSF-2.0'],
  ['python software foundation license', 'PSF-2.0'],
])

const DIALECTS: Readonly<Partial<Record<Package['type'], Spellings>>> = {
  deb: DEBIAN,
  chisel: DEBIAN,
  rpm: FEDORA,
  pypi: PYTHON,
}

/** Exceptions by the word that names them before `exception`; those that come in versions need one. */
const EXCEPTIONS: Spellings = new Map([
  ['bison-2.2', 'Bison-exception-2.2'],
  ['classpath', 'Classpath-exception-2.0'],
  ['font', 'Font-exception-2.0'],
  ['libtool', 'Libtool-exception'],
  ['linux-syscall-note', 'Linux-syscall-note'],
  ['texinfo', 'Texinfo-exception'],
])

/** What is known of a package by whose license a name is read. */
export type StatingPackage = Pick<Package, 'type' | 'licensesReferred'>

/** What a package means by a name that SPDX does not have; undefined where it is not known, or could be several. */
export function spelled(name: string, { type, licensesReferred }: StatingPackage): string | undefined {
  const folded = name.toLowerCase()
  const gnu = licensesReferred ? undefined : gnuLicense(folded)
  return DIALECTS[type]?.get(folded) ?? COMMON.get(folded) ?? gnu
}

/** An exception by what stands between `with` and `exception`. */
export function spelledException(name: string): string | undefined {
  return EXCEPTIONS.get(name.toLowerCase())
}

const GNU = /^(a|l)?gpl[- ]?v?(\d(?:\.\d)?)(\+| or later|-or-later)?$/
const GFDL = /^gfdl(-niv)?-(1\.[1-3])(\+)?(-no-invariants?)?$/

/** The versions of the GNU licenses: `GPLv2+`, `LGPL-2.1`, `GFDL-NIV-1.3+`. */
function gnuLicense(name: string): string | undefined {
  const [, family = '', number = '', later] = GNU.exec(name) ?? []
  const version = number.includes('.') ? number : `${number}.0`
  if (GNU_VERSIONS.has(`${family}gpl-${version}`)) return `${family.toUpperCase()}GPL-${version}${suffix(later)}`
  const [, niv, edition, plus, none] = GFDL.exec(name) ?? []
  if (edition === undefined) return undefined
  return `GFDL-${edition}${niv || none ? '-no-invariants' : ''}${suffix(plus)}`
}

const GNU_VERSIONS: ReadonlySet<string> = new Set([
  'gpl-1.0',
  'gpl-2.0',
  'gpl-3.0',
  'lgpl-2.0',
  'lgpl-2.1',
  'lgpl-3.0',
  'agpl-1.0',
  'agpl-3.0',
])

function suffix(later: string | undefined): string {
  return later === undefined ? '-only' : '-or-later'
}
