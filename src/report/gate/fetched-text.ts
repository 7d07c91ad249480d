import type { GateDocument } from '../gate-document.ts'
import { formatBytes, formatCount } from '../quantity.ts'

const READ: Readonly<Record<GateDocument['depth'], string>> = {
  manifest: 'no more than the manifest was needed',
  config: 'no layer was needed',
  layers: 'layers were needed',
}

/** What the gate read over the network, and how deep it had to look. */
export function fetchedText({ fetched: { requests, bytes }, depth }: GateDocument): string {
  const read =
    requests === 0 ? 'Fetched nothing' : `Fetched ${formatBytes(bytes)} in ${formatCount(requests, 'request')}`
  return `${read}; ${READ[depth]}`
}
