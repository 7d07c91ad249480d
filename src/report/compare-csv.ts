import type { CompareDocument, CompareValue } from './compare-document.ts'
import { renderCsv } from './csv.ts'

/** What stands between the items of a list. */
const SEPARATOR = '; '

/** A comparison as CSV: a record an image, a field a row of the document, by its name; numbers as they are. */
export function renderCompareCsv({ images, rows }: CompareDocument): string {
  const header = ['label', 'reference', 'digest', 'platform', ...rows.map(({ name }) => name)]
  return renderCsv([
    header,
    ...images.map(({ label, reference, digest, platform, values }) => [
      label,
      reference,
      digest,
      [platform.os, platform.architecture, platform.variant ?? []].flat().join('/'),
      ...rows.map(({ name }) => fieldOf(values[name]!)),
    ]),
  ])
}

function fieldOf(value: CompareValue): string | number | boolean | null {
  return Array.isArray(value) ? value.join(SEPARATOR) : (value as Exclude<CompareValue, readonly string[]>)
}
