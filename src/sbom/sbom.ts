import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { BillOptions } from './bill.ts'
import { SBOM_FORMATS, type SbomFormat, type SbomTool } from './formats/formats.ts'

/** Which bill of materials is wanted, and who writes it. */
export interface SbomOptions extends BillOptions {
  readonly format: SbomFormat
  readonly tool: SbomTool
}

/**
 * The software bill of materials of an image, as text: CycloneDX 1.6 or SPDX 2.3. The same image, options and tool give the
 * same bytes.
 */
export async function sbom(inventory: ImageInventory, { format, tool, ...options }: SbomOptions): Promise<string> {
  const { billOf } = await import('./bill.ts')
  const write = await SBOM_FORMATS[format]()
  return write(billOf(inventory, options), tool)
}
