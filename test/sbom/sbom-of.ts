import { type ImageInventory, sbom } from '../../src/index.ts'
import type { BillFiles } from '../../src/sbom/bill-files.ts'
import type { SbomFormat } from '../../src/sbom/formats/formats.ts'

/** A bill of an image, as text. */
export function sbomOf(image: ImageInventory, format: SbomFormat, files: BillFiles = 'all'): Promise<string> {
  return sbom(image, { format, files, tool: { name: 'imgpeek', version: '0.0.0' }, sourceDateEpoch: null })
}
