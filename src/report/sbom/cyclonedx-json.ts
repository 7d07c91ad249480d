import * as Enums from '@cyclonedx/cyclonedx-library/Enums'
import { JSON as CycloneDxJson } from '@cyclonedx/cyclonedx-library/Serialize'
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec'
import { renderJsonPieces } from '../json.ts'
import type { SbomDocument, SbomFile } from '../sbom-document.ts'
import { cycloneDxBom } from './cyclonedx.ts'
import { fileProperties } from './properties.ts'

type Component = CycloneDxJson.Types.Normalized.Component

/** CycloneDX 1.6 in JSON (cyclonedx.org/docs/1.6/json). */
export function renderCycloneDxJson(document: SbomDocument): Iterable<string> {
  const bom = new CycloneDxJson.Normalize.Factory(Spec1dot6).makeForBom().normalize(cycloneDxBom(document), {})
  const files = Map.groupBy(document.files, (file) => file.package)
  const withFiles = <Parent extends { components?: Component[] }>(parent: Parent, ref: string | null): Parent => {
    const known = (parent.components ?? []).map((child) => withFiles(child, child['bom-ref'] ?? ''))
    const components = [...known, ...(files.get(ref) ?? []).map(fileComponent)]
    return components.length === 0 ? parent : { ...parent, components }
  }
  return renderJsonPieces(withFiles(bom, null))
}

function fileComponent(file: SbomFile): Component {
  const properties = fileProperties(file)
  return {
    type: Enums.ComponentType.File,
    name: file.path,
    hashes: [{ alg: Enums.HashAlgorithm['SHA-256'], content: file.sha256 }],
    ...(properties.length > 0 && { properties: properties.map(([name, value]) => ({ name, value })) }),
  }
}
