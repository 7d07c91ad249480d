import { formatPlatform } from '../../oci/platform.ts'
import type { RowGroup } from './row.ts'

/** What the place that an image comes from has beside it. */
export const registryRows: RowGroup = {
  group: 'registry',
  rows: [
    {
      name: 'platforms',
      label: 'Platforms',
      kind: 'list',
      better: 'more',
      value: ({ platforms }) => [...new Set(platforms.map(formatPlatform))].sort(),
    },
    {
      name: 'signatures',
      label: 'Signatures',
      kind: 'count',
      better: 'more',
      absent: 'unknown',
      value: ({ signatures }) => signatures,
    },
    { name: 'sboms', label: 'SBOMs', kind: 'count', better: 'more', absent: 'unknown', value: ({ sboms }) => sboms },
    {
      name: 'provenance',
      label: 'Provenance',
      kind: 'count',
      better: 'more',
      absent: 'unknown',
      value: ({ provenance }) => provenance,
    },
  ],
}
