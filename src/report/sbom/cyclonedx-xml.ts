import { XML } from '@cyclonedx/cyclonedx-library/Serialize'
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec'
import type { SbomDocument, SbomFile } from '../sbom-document.ts'
import { childrenOf, type Element, element, renderXml } from '../xml.ts'
import { cycloneDxBom } from './cyclonedx.ts'
import { fileProperties } from './properties.ts'

/** CycloneDX 1.6 in XML (cyclonedx.org/docs/1.6/xml). */
export function renderCycloneDxXml(document: SbomDocument): Iterable<string> {
  const bom = new XML.Normalize.Factory(Spec1dot6).makeForBom().normalize(cycloneDxBom(document), {})
  const files = Map.groupBy(document.files, (file) => file.package)
  const withFiles = (parent: Element, ref: string | null): Element => {
    const children = childrenOf(parent)
    const at = children.findIndex(({ name }) => name === 'components')
    const known = at === -1 ? [] : childrenOf(children[at]!).map((child) => withFiles(child, referenceOf(child)))
    const components = [...known, ...(files.get(ref) ?? []).map(fileComponent)]
    if (components.length === 0) return parent
    const list = element('components', components)
    // nothing is written of a component that the schema has behind its components
    return { ...parent, children: at === -1 ? [...children, list] : children.with(at, list) }
  }
  return renderXml(withFiles(bom, null))
}

function referenceOf({ attributes }: Element): string {
  return String(attributes?.['bom-ref'])
}

function fileComponent(file: SbomFile): Element {
  const properties = fileProperties(file)
  return element(
    'component',
    [
      element('name', file.path),
      element('hashes', [element('hash', file.sha256, { alg: 'SHA-256' })]),
      ...(properties.length === 0
        ? []
        : [
            element(
              'properties',
              properties.map(([name, value]) => element('property', value, { name })),
            ),
          ]),
    ],
    { type: 'file' },
  )
}
