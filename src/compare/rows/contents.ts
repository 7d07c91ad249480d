import { LANGUAGE_PACKAGE_TYPES, OS_PACKAGE_TYPES, type Package } from '../../catalogers/packages/package.ts'
import type { Row, RowGroup } from './row.ts'

/** What images are filled with. */
export const contentRows: RowGroup = {
  group: 'contents',
  rows: [
    {
      name: 'packages',
      label: 'Packages',
      kind: 'count',
      better: 'less',
      value: ({ inventory }) => inventory.packages.length,
    },
    ...[...OS_PACKAGE_TYPES, ...LANGUAGE_PACKAGE_TYPES].map(packagesOfType),
    {
      name: 'dynamicBinaries',
      label: 'Dynamic binaries',
      kind: 'count',
      better: null,
      value: ({ inventory }) => inventory.binaries.dynamic,
    },
    {
      name: 'staticBinaries',
      label: 'Static binaries',
      kind: 'count',
      better: null,
      value: ({ inventory }) => inventory.binaries.static,
    },
    {
      name: 'unresolvedLibraries',
      label: 'Unresolved libs',
      kind: 'list',
      better: 'less',
      value: ({ inventory }) => [...new Set(inventory.binaries.unresolved.map(({ needs }) => needs))].sort(),
    },
  ],
}

function packagesOfType(type: Package['type']): Row {
  return {
    name: `${type}Packages`,
    label: `${type} packages`,
    kind: 'count',
    better: null,
    optional: true,
    value: ({ inventory }) => inventory.packages.filter((found) => found.type === type).length,
  }
}
