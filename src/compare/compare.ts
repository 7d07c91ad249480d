import { type FailedImage, leftOutImages } from '../image-list/failed-image.ts'
import { displayable } from '../inspect/displayable.ts'
import type { CompareDocument, CompareRow } from '../report/compare-document.ts'
import { amountOf, bestOf } from './best.ts'
import type { Row } from './rows/row.ts'
import { ROW_GROUPS } from './rows/row-groups.ts'
import { layerSharing } from './sharing.ts'
import type { ImageSummary } from './summary.ts'

/** An image of a comparison. */
interface LabelledSummary extends ImageSummary {
  /** See `ComparedImage.label`. */
  readonly label: string
}

/** The answer of `imgpeek compare`: images side by side, in this order; `failed` could not be read. */
export function compareDocument(
  images: readonly LabelledSummary[],
  failed: readonly FailedImage[] = [],
): CompareDocument {
  const rows = ROW_GROUPS.flatMap(({ group, rows }) =>
    rows.filter((row) => isShown(row, images)).map((row) => ({ ...describe(row, images), group })),
  )
  return displayable<CompareDocument>({
    schemaVersion: 1,
    images: images.map(({ layers: _, label, values, ...image }) => ({
      label,
      ...image,
      values: Object.fromEntries(rows.map(({ name }) => [name, values.get(name)!])),
    })),
    rows,
    sharing: layerSharing(images.map(({ layers }) => layers)),
    leftOut: leftOutImages(failed),
  })
}

function isShown({ name, optional }: Row, images: readonly ImageSummary[]): boolean {
  return !optional || images.some(({ values }) => amountOf(values.get(name)!) > 0)
}

function describe(
  { name, label, kind, better, absent = 'none', amount }: Row,
  images: readonly ImageSummary[],
): Omit<CompareRow, 'group'> {
  const values = images.map((image) => image.values.get(name)!)
  return { name, label, kind, better, absent, best: bestOf(values, { better, absent, kind }, amount) }
}
