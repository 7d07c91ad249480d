import type { RowGroup } from './row.ts'

/** What images weigh. */
export const sizeRows: RowGroup = {
  group: 'size',
  rows: [
    {
      name: 'compressedBytes',
      label: 'Pulled',
      kind: 'bytes',
      better: 'less',
      value: ({ compressedBytes }) => compressedBytes,
    },
    { name: 'layerBytes', label: 'Unpacked', kind: 'bytes', better: 'less', value: ({ layerBytes }) => layerBytes },
    {
      name: 'contentBytes',
      label: 'Visible',
      kind: 'bytes',
      better: 'less',
      value: ({ contentBytes }) => contentBytes,
    },
    {
      name: 'reclaimableBytes',
      label: 'Reclaimable',
      kind: 'bytes',
      better: 'less',
      value: ({ layerBytes, contentBytes }) => layerBytes - contentBytes,
    },
    {
      name: 'unownedBytes',
      label: 'Unowned',
      kind: 'bytes',
      better: 'less',
      value: ({ inventory }) => inventory.unowned.bytes,
    },
    {
      name: 'layers',
      label: 'Layers',
      kind: 'count',
      better: 'less',
      value: ({ inventory }) => inventory.layers.length,
    },
    { name: 'files', label: 'Files', kind: 'count', better: 'less', value: ({ files }) => files },
  ],
}
