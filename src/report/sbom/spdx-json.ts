import { renderJsonPieces } from '../json.ts'
import type { SbomDocument } from '../sbom-document.ts'
import { spdxDocument } from './spdx.ts'

/** SPDX 2.3 in JSON (spdx-spec v2.3, schemas/spdx-schema.json). */
export function renderSpdxJson(document: SbomDocument): Iterable<string> {
  return renderJsonPieces(spdxDocument(document))
}
