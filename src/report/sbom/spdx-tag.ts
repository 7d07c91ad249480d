import type { SbomDocument } from '../sbom-document.ts'
import { printable } from '../terminal-text.ts'
import { spdxDocument } from './spdx.ts'
import type { SpdxDocument, SpdxExtractedLicense, SpdxFile, SpdxPackage } from './spdx-document.ts'

/** A tag with its value; without one it does not stand there. */
type Tag = readonly [name: string, value: string | undefined]

/**
 * SPDX 2.3 in its tag-value format (spdx-spec v2.3, clause 4). Its order has a meaning: what follows a file's or a package's first
 * tag is about that one, and files that stand behind a package belong to it, so that all files come first.
 */
export function* renderSpdxTag(document: SbomDocument): Generator<string> {
  const spdx = spdxDocument(document)
  yield written(documentTags(spdx))
  for (const file of spdx.files) yield `\n${written(fileTags(file))}`
  for (const found of spdx.packages) yield `\n${written(packageTags(found))}`
  for (const license of spdx.hasExtractedLicensingInfos) yield `\n${written(licenseTags(license))}`
  yield '\n'
  for (const { spdxElementId, relationshipType, relatedSpdxElement } of spdx.relationships) {
    yield written([['Relationship', `${spdxElementId} ${relationshipType} ${relatedSpdxElement}`]])
  }
}

function written(tags: readonly Tag[]): string {
  return tags.map(([name, value]) => (value === undefined ? '' : `${name}: ${onItsLine(value)}\n`)).join('')
}

function documentTags({ creationInfo, ...spdx }: SpdxDocument): Tag[] {
  return [
    ['SPDXVersion', spdx.spdxVersion],
    ['DataLicense', spdx.dataLicense],
    ['SPDXID', spdx.SPDXID],
    ['DocumentName', spdx.name],
    ['DocumentNamespace', spdx.documentNamespace],
    ...creationInfo.creators.map((creator): Tag => ['Creator', creator]),
    ['Created', creationInfo.created],
  ]
}

function fileTags(file: SpdxFile): Tag[] {
  return [
    ['FileName', file.fileName],
    ['SPDXID', file.SPDXID],
    ...file.checksums.map((checksum): Tag => ['FileChecksum', checksumText(checksum)]),
    ['FileComment', file.comment],
  ]
}

function packageTags(spdx: SpdxPackage): Tag[] {
  return [
    ['PackageName', spdx.name],
    ['SPDXID', spdx.SPDXID],
    ['PackageVersion', spdx.versionInfo],
    ['PackageSupplier', spdx.supplier],
    ['PackageDownloadLocation', spdx.downloadLocation],
    ['FilesAnalyzed', String(spdx.filesAnalyzed)],
    ['PackageVerificationCode', spdx.packageVerificationCode?.packageVerificationCodeValue],
    ...(spdx.checksums ?? []).map((checksum): Tag => ['PackageChecksum', checksumText(checksum)]),
    ['PackageSourceInfo', spdx.sourceInfo],
    ['PackageLicenseConcluded', spdx.licenseConcluded],
    ['PackageLicenseDeclared', spdx.licenseDeclared],
    ['PackageCopyrightText', spdx.copyrightText],
    ['PackageDescription', spdx.description],
    ...(spdx.externalRefs ?? []).map(
      ({ referenceCategory, referenceType, referenceLocator }): Tag => [
        'ExternalRef',
        `${referenceCategory} ${referenceType} ${referenceLocator}`,
      ],
    ),
    // the JSON schema has an underscore there, the clause (7.24) a hyphen
    ['PrimaryPackagePurpose', spdx.primaryPackagePurpose?.replace('_', '-')],
    ...(spdx.annotations ?? []).flatMap(({ annotator, annotationDate, annotationType, comment }): Tag[] => [
      ['Annotator', annotator],
      ['AnnotationDate', annotationDate],
      ['AnnotationType', annotationType],
      ['SPDXREF', spdx.SPDXID],
      ['AnnotationComment', comment],
    ]),
  ]
}

function licenseTags({ licenseId, name, extractedText }: SpdxExtractedLicense): Tag[] {
  return [
    ['LicenseID', licenseId],
    ['ExtractedText', extractedText],
    ['LicenseName', name],
  ]
}

function checksumText({ algorithm, checksumValue }: SpdxFile['checksums'][number]): string {
  return `${algorithm}: ${checksumValue}`
}

/** A value on its line: with nothing that ends the line, or that the format takes for a text of several. */
function onItsLine(text: string): string {
  return printable(text).replace(/<(?=\/?text>)/gi, '&lt;')
}
