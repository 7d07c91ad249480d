import type { CopyDocument } from './copy-document.ts'
import { formatBytes } from './quantity.ts'
import { printable } from './terminal-text.ts'

/** The words for how layers came to be there, in the order in which they are told. */
const TRANSFERS = [
  ['written', 'written'],
  ['mounted', 'taken over from another repository'],
  ['present', 'there already'],
  ['elsewhere', 'left where they are kept'],
] as const

/** What was written, and how much of it was there already. */
export function renderCopyPage({ destination, digest, sameManifest, layers }: CopyDocument): string {
  const parts = TRANSFERS.flatMap(([transfer, words]) => {
    const found = layers.filter((layer) => layer.transfer === transfer)
    const bytes = found.reduce((sum, { compressedBytes }) => sum + compressedBytes, 0)
    return found.length === 0 ? [] : [`${found.length} ${words} (${formatBytes(bytes)})`]
  })
  const counts = [String(layers.length), parts.join(', ')].filter((text) => text !== '').join(': ')
  const remark = sameManifest ? '' : ' (a new manifest)'
  return `Wrote  ${printable(destination)}\nDigest ${digest}${remark}\nLayers ${counts}\n`
}
