import type { CompareDocument } from '../../src/index.ts'

/** A comparison of images of which nothing is known but what they are called and how large they are. */
export function comparedBySize(sizes: Readonly<Record<string, number>>): CompareDocument {
  const total = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0)
  const labels = Object.keys(sizes)
  return {
    schemaVersion: 1,
    images: labels.map((label) => ({
      label,
      reference: `oci:${label}`,
      source: 'oci',
      digest: null,
      platform: { os: 'linux', architecture: 'amd64' },
      created: null,
      values: { contentBytes: sizes[label]! },
      warnings: [],
    })),
    rows: [
      {
        name: 'contentBytes',
        label: 'Visible',
        group: 'size',
        kind: 'bytes',
        absent: 'none',
        better: 'less',
        best: [],
      },
    ],
    sharing: {
      separateBytes: total,
      togetherBytes: total,
      shared: [],
      matrix: labels.map((a) => labels.map((b) => ({ layers: Number(a === b), compressedBytes: a === b ? 1 : 0 }))),
    },
    leftOut: [],
  }
}
