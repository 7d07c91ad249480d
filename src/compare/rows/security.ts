import type { RowGroup } from './row.ts'

/** What images offer whoever gets into their containers. */
export const securityRows: RowGroup = {
  group: 'security',
  rows: [
    {
      name: 'user',
      label: 'User',
      kind: 'text',
      better: null,
      value: ({ inventory }) => inventory.posture.user || 'root',
    },
    {
      name: 'runsAsRoot',
      label: 'Runs as root',
      kind: 'flag',
      better: 'less',
      value: ({ inventory }) => inventory.posture.runsAsRoot,
    },
    {
      name: 'shells',
      label: 'Shells',
      kind: 'programs',
      better: 'less',
      value: ({ inventory }) => inventory.posture.shells,
    },
    {
      name: 'packageManagers',
      label: 'Package managers',
      kind: 'programs',
      better: 'less',
      value: ({ inventory }) => inventory.posture.packageManagers,
    },
    {
      name: 'setuid',
      label: 'Setuid, setgid',
      kind: 'list',
      better: 'less',
      value: ({ inventory }) => inventory.posture.setuid,
    },
    {
      name: 'capabilities',
      label: 'Capabilities',
      kind: 'list',
      better: 'less',
      optional: true,
      value: ({ inventory }) => inventory.posture.capabilities.map(({ path }) => path),
    },
    {
      name: 'worldWritable',
      label: 'World-writable',
      kind: 'list',
      better: 'less',
      optional: true,
      value: ({ inventory }) => inventory.posture.worldWritable,
    },
  ],
}
