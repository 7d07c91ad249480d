import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { Offender } from '../../report/gate-document.ts'
import { formatCount } from '../../report/quantity.ts'
import type { Budget } from '../budget.ts'
import { packageOffender } from '../offenders.ts'
import { plainFinding } from './finding.ts'
import { inventoryOf } from './inventory-of.ts'
import { unacceptableLicenses } from './license-choice.ts'
import { type LicenseMatcher, licenseMatcher, refuseLicense } from './license-pattern.ts'

/** Licenses that no package may need. */
export const deniedLicenses: Budget = {
  key: 'deniedLicenses',
  title: 'Denied license',
  description:
    'Licenses, as globs of SPDX identifiers, that no package may need: AGPL-*. Of MIT OR GPL-2.0-only one will do; unknown is a package that states none.',
  shape: 'patterns',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'deny-license',
  refuse: refuseLicense,
  judge({ subject }, image) {
    const inventory = inventoryOf(image)
    const isDenied = licenseMatcher([subject ?? ''])
    const offenders = licenseOffenders(inventory, (names) => !isDenied(names))
    if (offenders.length === 0) return plainFinding(true, `No package needs the license ${subject}.`)
    const what = `${formatCount(offenders.length, 'package')} cannot be had without the license ${subject}`
    return plainFinding(false, `${what}, which is denied.`, offenders)
  },
}

/** The licenses that all packages must do with. */
export const allowedLicenses: Budget = {
  key: 'allowedLicenses',
  title: 'Allowed licenses',
  description:
    'The only licenses that packages may need, as globs of SPDX identifiers: [MIT, BSD-*, Apache-2.0]; unknown allows packages that state none.',
  shape: 'names',
  unit: null,
  worse: 'more',
  needs: 'layers',
  flag: 'allow-license',
  refuse: refuseLicense,
  judge({ names }, image) {
    const inventory = inventoryOf(image)
    const offenders = licenseOffenders(inventory, licenseMatcher(names))
    if (offenders.length === 0) return plainFinding(true, 'All packages can be had under the allowed licenses.')
    const what = formatCount(offenders.length, 'package')
    return plainFinding(false, `${what} cannot be had under the allowed licenses alone.`, offenders)
  },
}

/** As many licenses stand with a package. */
const MOST_LICENSES = 3

/** Packages that cannot be had under acceptable licenses, with those that they need. */
function licenseOffenders(inventory: ImageInventory, accepts: LicenseMatcher): Offender[] {
  return inventory.packages.flatMap((found) => {
    const needed = unacceptableLicenses(found, accepts)
    if (needed.length === 0) return []
    const more = needed.length > MOST_LICENSES ? ', …' : ''
    return packageOffender(inventory, found, needed.slice(0, MOST_LICENSES).join(', ') + more)
  })
}
