import { createHash } from 'node:crypto'
import { printable } from '../../report/terminal-text.ts'
import type { Bill, BillFile, BillPackage } from '../bill.ts'
import { joinExpressions } from '../licenses/joint-expression.ts'
import type { License } from '../licenses/license.ts'
import type { SbomTool } from './formats.ts'

/** An SPDX 2.3 document as its JSON schema names things; what of it the writers use. */
export interface SpdxDocument {
  readonly spdxVersion: 'SPDX-2.3'
  readonly dataLicense: 'CC0-1.0'
  readonly SPDXID: string
  readonly name: string
  readonly documentNamespace: string
  readonly creationInfo: { readonly created: string; readonly creators: readonly string[] }
  readonly packages: readonly SpdxPackage[]
  readonly files: readonly SpdxFile[]
  readonly hasExtractedLicensingInfos: readonly ExtractedLicense[]
  readonly relationships: readonly SpdxRelationship[]
}

/** SPDX 2.3, clause 7. */
export interface SpdxPackage {
  readonly name: string
  readonly SPDXID: string
  readonly versionInfo?: string
  readonly downloadLocation: 'NOASSERTION'
  /** True would take a code made of the SHA-1 of every file, which nothing here knows. */
  readonly filesAnalyzed: false
  readonly sourceInfo?: string
  readonly licenseConcluded: 'NOASSERTION'
  readonly licenseDeclared: string
  readonly copyrightText: 'NOASSERTION'
  readonly externalRefs?: readonly ExternalReference[]
  readonly primaryPackagePurpose?: 'CONTAINER' | 'OPERATING_SYSTEM' | 'LIBRARY'
}

interface ExternalReference {
  readonly referenceCategory: 'PACKAGE-MANAGER'
  readonly referenceType: 'purl'
  readonly referenceLocator: string
}

/** SPDX 2.3, clause 8. */
export interface SpdxFile {
  readonly fileName: string
  readonly SPDXID: string
  readonly checksums: readonly { readonly algorithm: 'SHA256'; readonly checksumValue: string }[]
  readonly licenseConcluded: 'NOASSERTION'
  readonly licenseInfoInFiles: readonly ['NOASSERTION']
  readonly copyrightText: 'NOASSERTION'
  readonly comment: string
}

/** SPDX 2.3, clause 10: a license that is not on SPDX's list. */
export interface ExtractedLicense {
  readonly licenseId: string
  readonly name: string
  readonly extractedText: string
}

/** SPDX 2.3, clause 11. */
export interface SpdxRelationship {
  readonly spdxElementId: string
  readonly relationshipType: 'DESCRIBES' | 'CONTAINS' | 'DEPENDS_ON' | 'OTHER'
  readonly relatedSpdxElement: string
  readonly comment?: string
}

const DOCUMENT = 'SPDXRef-DOCUMENT'
const IMAGE = 'SPDXRef-Image'
const OS = 'SPDXRef-OperatingSystem'
const UNKNOWN = {
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  licenseConcluded: 'NOASSERTION',
  copyrightText: 'NOASSERTION',
} as const

/** A bill as an SPDX document, which is written as JSON or as tags and values. */
export function spdxDocument(bill: Bill, tool: SbomTool): SpdxDocument {
  const extracted = new Map<string, ExtractedLicense>()
  const packages = bill.packages.map((found) => spdxPackage(found, extracted))
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: DOCUMENT,
    name: bill.name,
    documentNamespace: `urn:uuid:${bill.uuid}`,
    creationInfo: {
      created: bill.created.toISOString().replace(/\.\d+Z$/, 'Z'),
      creators: [`Tool: ${tool.name}-${tool.version}`],
    },
    packages: [imagePackage(bill), ...osPackages(bill), ...packages],
    files: bill.files.map(spdxFile),
    hasExtractedLicensingInfos: [...extracted.values()].sort((a, b) => (a.licenseId < b.licenseId ? -1 : 1)),
    relationships: [...relationshipsOf(bill)],
  }
}

function imagePackage({ name, digest, purl }: Bill): SpdxPackage {
  return {
    name,
    SPDXID: IMAGE,
    ...(digest !== null && { versionInfo: digest }),
    ...UNKNOWN,
    licenseDeclared: 'NOASSERTION',
    ...(purl !== null && { externalRefs: [purlReference(purl)] }),
    primaryPackagePurpose: 'CONTAINER',
  }
}

function osPackages({ os }: Bill): SpdxPackage[] {
  if (os === null) return []
  const { id, versionId } = os
  return [
    {
      name: printable(id),
      SPDXID: OS,
      ...(versionId !== null && { versionInfo: printable(versionId) }),
      ...UNKNOWN,
      licenseDeclared: 'NOASSERTION',
      primaryPackagePurpose: 'OPERATING_SYSTEM',
    },
  ]
}

function spdxPackage(found: BillPackage, extracted: Map<string, ExtractedLicense>): SpdxPackage {
  const { id, name, version, purl, licenses, foundIn, layer } = found
  return {
    name,
    SPDXID: reference(id),
    versionInfo: version,
    ...UNKNOWN,
    sourceInfo: `found in ${foundIn}; installed by layer ${layer.index}, ${layer.diffId}`,
    licenseDeclared: declaredLicense(licenses, extracted),
    externalRefs: [purlReference(purl)],
    primaryPackagePurpose: 'LIBRARY',
  }
}

function spdxFile({ id, path, sha256, layer }: BillFile): SpdxFile {
  return {
    fileName: `.${path}`, // relative to the root of what is described (clause 8.1)
    SPDXID: reference(id),
    checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
    licenseConcluded: 'NOASSERTION',
    licenseInfoInFiles: ['NOASSERTION'],
    copyrightText: 'NOASSERTION',
    comment: `layer ${layer}`,
  }
}

function declaredLicense(licenses: readonly License[], extracted: Map<string, ExtractedLicense>): string {
  if (licenses.length === 0) return 'NOASSERTION'
  const expressions = licenses.map((license) => license.expression ?? extractedId(license, extracted))
  return joinExpressions([...new Set(expressions)])
}

/** Names a license that SPDX's list does not have; names that only differ in odd characters stay apart. */
function extractedId({ stated }: License, extracted: Map<string, ExtractedLicense>): string {
  const readable = stated
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .slice(0, 48)
    .replace(/^-|-$/g, '')
  const isReadable = readable === stated
  const suffix = isReadable ? '' : `-${createHash('sha256').update(stated).digest('hex').slice(0, 8)}`
  const licenseId = `LicenseRef-${readable}${suffix}`
  extracted.set(licenseId, {
    licenseId,
    name: stated === '' ? 'NOASSERTION' : stated,
    extractedText: `The package states its license as: ${stated}`,
  })
  return licenseId
}

function* relationshipsOf({ os, packages, files }: Bill): Generator<SpdxRelationship> {
  yield { spdxElementId: DOCUMENT, relationshipType: 'DESCRIBES', relatedSpdxElement: IMAGE }
  if (os !== null) yield { spdxElementId: IMAGE, relationshipType: 'CONTAINS', relatedSpdxElement: OS }
  for (const { id, ownedBy } of packages) {
    const container = ownedBy === null ? IMAGE : reference(ownedBy)
    yield { spdxElementId: container, relationshipType: 'CONTAINS', relatedSpdxElement: reference(id) }
  }
  for (const { id, dependsOn } of packages) {
    for (const dependency of dependsOn) {
      yield {
        spdxElementId: reference(id),
        relationshipType: 'DEPENDS_ON',
        relatedSpdxElement: reference(dependency),
      }
    }
  }
  // Not CONTAINS: a package whose files were not analyzed, by SPDX's measure, may contain none (clause 7.8).
  for (const { id, ownedBy } of files) {
    yield {
      spdxElementId: ownedBy === null ? IMAGE : reference(ownedBy),
      relationshipType: 'OTHER',
      relatedSpdxElement: reference(id),
      comment: ownedBy === null ? 'has the file, which no package owns' : 'owns the file',
    }
  }
}

function purlReference(purl: string): ExternalReference {
  return { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl }
}

function reference(id: string): string {
  return `SPDXRef-${id}`
}
