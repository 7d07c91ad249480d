import type { Package } from '../catalogers/packages/package.ts'
import { compareVersions } from './compare-versions.ts'

/** What happens to a package whose version becomes another; `changed` where its ecosystem has no order between the two. */
export function versionChange(
  type: Package['type'],
  before: string,
  after: string,
): 'upgraded' | 'downgraded' | 'changed' {
  const order = compareVersions(type, before, after)
  if (order === null || order === 0) return 'changed'
  return order < 0 ? 'upgraded' : 'downgraded'
}
