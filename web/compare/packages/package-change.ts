import type { Package } from '../../../src/catalogers/packages/package.ts'
import { versionChange } from '../../../src/versions/version-change.ts'
import { type PackageCell, sameVersions } from './package-table.ts'

/** What happens to a package from one image to another. */
export const PACKAGE_CHANGES = ['added', 'removed', 'upgraded', 'downgraded', 'changed'] as const

/** See `PACKAGE_CHANGES`. `changed` is for versions between which there is no order, and for several at a time. */
export type PackageChange = (typeof PACKAGE_CHANGES)[number]

/** Null where nothing happens. */
export function packageChange(type: string, from: PackageCell | null, to: PackageCell | null): PackageChange | null {
  if (sameVersions(from, to)) return null
  if (from === null) return 'added'
  if (to === null) return 'removed'
  if (from.versions.length > 1 || to.versions.length > 1) return 'changed'
  return versionChange(type as Package['type'], from.versions[0]!, to.versions[0]!)
}
