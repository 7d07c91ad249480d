import type { Bill } from '../bill.ts'
import type { SbomTool } from './formats.ts'
import { spdxDocument } from './spdx-document.ts'

/** SPDX 2.3 as JSON (github.com/spdx/spdx-spec, schemas/spdx-schema.json). */
export function spdxJson(bill: Bill, tool: SbomTool): string {
  return `${JSON.stringify(spdxDocument(bill, tool))}\n`
}
