import { environmentVariable } from '../../catalogers/elf/entrypoint.ts'
import { locales } from '../locales.ts'
import type { RowGroup } from './row.ts'

/** What programs find in images. */
export const systemRows: RowGroup = {
  group: 'system',
  rows: [
    { name: 'base', label: 'Base', kind: 'text', better: null, value: ({ inventory }) => inventory.base.family },
    {
      name: 'baseVariant',
      label: 'Variant',
      kind: 'text',
      better: null,
      optional: true,
      value: ({ inventory: { base } }) => [base.variant ?? [], base.tags].flat().join(' ') || null,
    },
    { name: 'os', label: 'System', kind: 'text', better: null, value: ({ inventory }) => inventory.os?.id ?? null },
    {
      name: 'osVersion',
      label: 'System version',
      kind: 'text',
      better: null,
      value: ({ inventory }) => inventory.os?.versionId ?? null,
    },
    {
      name: 'libc',
      label: 'libc',
      kind: 'text',
      better: null,
      value: ({ inventory: { libc } }) => (libc.family === 'none' ? null : libc.family),
    },
    {
      name: 'libcVersion',
      label: 'libc version',
      kind: 'text',
      better: null,
      value: ({ inventory }) => inventory.libc.version,
    },
    {
      name: 'caCertificates',
      label: 'CA certificates',
      kind: 'path',
      better: 'more',
      value: ({ inventory }) => inventory.posture.caCertificates,
    },
    {
      name: 'timezones',
      label: 'Time zones',
      kind: 'path',
      better: 'more',
      value: ({ inventory }) => inventory.posture.timezones,
    },
    {
      name: 'locale',
      label: 'Locale',
      kind: 'text',
      better: null,
      // POSIX.1-2024, 8.2: LC_ALL goes before LANG
      value: ({ inventory: { config } }) =>
        environmentVariable(config.config, 'LC_ALL') || environmentVariable(config.config, 'LANG') || null,
    },
    {
      name: 'locales',
      label: 'Locales',
      kind: 'list',
      better: 'more',
      value: ({ inventory }) => locales(inventory.tree),
    },
  ],
}
