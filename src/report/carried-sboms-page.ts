import type { CarriedSbom, CarriedSbomsDocument } from './carried-sboms-document.ts'
import { createPalette } from './palette.ts'
import { type PlainColumn, plainRows } from './plain-rows.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { printable } from './terminal-text.ts'

/** Hexadecimal digits of a digest that tell it from others, as docker shows them. */
const SHORT_DIGEST = 12

/** The name comes last: it is what `--print` takes, and so must not be cut. */
const COLUMNS: readonly (PlainColumn & { readonly cell: (sbom: CarriedSbom) => string })[] = [
  { title: '  Size', align: 'right', cell: ({ size }) => `  ${formatBytes(size)}` },
  { title: 'Format', align: 'left', cell: ({ format }) => format ?? '?' },
  { title: 'Found', align: 'left', cell: foundText },
  { title: 'Name', align: 'left', cell: nameText },
]

const PLACES: Readonly<Record<Exclude<CarriedSbom['found'], 'file'>, string>> = {
  index: 'attestation',
  referrers: 'referrer',
  'referrers-tag': 'referrer',
  'cosign-tag': 'cosign',
  layout: 'referrer',
}

/** What `imgpeek sbom --carried` prints: the SBOMs that an image carries, and what else is beside it; ended by a newline. */
export function renderCarriedSbomsPage(
  { sboms, others }: CarriedSbomsDocument,
  { color }: { readonly color: boolean },
): string {
  const palette = createPalette(color)
  const rows = sboms.map((sbom) => COLUMNS.map(({ cell }) => cell(sbom)))
  const lines = sboms.length === 0 ? [] : [...plainRows(COLUMNS, rows, palette), '']
  lines.push(
    sboms.length === 0 ? '  No SBOM, neither in the image nor beside it.' : `  ${formatCount(sboms.length, 'SBOM')}`,
  )
  const beside = [
    ...(others.signature > 0 ? [formatCount(others.signature, 'signature')] : []),
    ...(others.provenance > 0 ? [formatCount(others.provenance, 'provenance document')] : []),
    ...(others.other > 0 ? [formatCount(others.other, 'other document')] : []),
  ]
  if (beside.length > 0) lines.push(palette.quiet(`  Also beside the image: ${beside.join(', ')}`))
  return `${lines.join('\n')}\n`
}

function foundText({ found, layer, producer }: CarriedSbom): string {
  if (found !== 'file') return PLACES[found]
  return producer === null ? `layer ${layer}` : `layer ${layer}, ${producer}`
}

function nameText({ name, path, title }: CarriedSbom): string {
  if (path !== null) return printable(path)
  const short = name.slice(0, name.indexOf(':') + 1 + SHORT_DIGEST)
  return title === null ? short : `${short} (${printable(title)})`
}
