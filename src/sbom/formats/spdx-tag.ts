import type { Bill } from '../bill.ts'
import type { SbomTool } from './formats.ts'
import {
  type ExtractedLicense,
  type SpdxFile,
  type SpdxPackage,
  type SpdxRelationship,
  spdxDocument,
} from './spdx-document.ts'

/** A tag with its value; without a value it is left out. */
type Tag = readonly [tag: string, value: string | undefined]

/** SPDX 2.3 as tags and values (SPDX 2.3, clause 4.4 and the "tag" lines of every field). */
export function spdxTag(bill: Bill, tool: SbomTool): string {
  const document = spdxDocument(bill, tool)
  const head: Tag[] = [
    ['SPDXVersion', document.spdxVersion],
    ['DataLicense', document.dataLicense],
    ['SPDXID', document.SPDXID],
    ['DocumentName', document.name],
    ['DocumentNamespace', document.documentNamespace],
    ...document.creationInfo.creators.map((creator): Tag => ['Creator', creator]),
    ['Created', document.creationInfo.created],
  ]
  const { packages, files, hasExtractedLicensingInfos, relationships } = document
  // Files that stand after a package are taken to be the package's, so they come first.
  const blocks = [
    head,
    ...files.map(fileTags),
    ...packages.map(packageTags),
    ...hasExtractedLicensingInfos.map(licenseTags),
    ...relationships.map(relationshipTags),
  ]
  return `${blocks.map(written).join('\n\n')}\n`
}

function packageTags(found: SpdxPackage): Tag[] {
  return [
    ['PackageName', found.name],
    ['SPDXID', found.SPDXID],
    ['PackageVersion', found.versionInfo],
    ['PackageDownloadLocation', found.downloadLocation],
    ['FilesAnalyzed', String(found.filesAnalyzed)],
    ['PackageSourceInfo', found.sourceInfo === undefined ? undefined : asText(found.sourceInfo)],
    ['PackageLicenseConcluded', found.licenseConcluded],
    ['PackageLicenseDeclared', found.licenseDeclared],
    ['PackageCopyrightText', found.copyrightText],
    ['PrimaryPackagePurpose', found.primaryPackagePurpose?.replace('_', '-')],
    ...(found.externalRefs ?? []).map(
      ({ referenceCategory, referenceType, referenceLocator }): Tag => [
        'ExternalRef',
        `${referenceCategory} ${referenceType} ${referenceLocator}`,
      ],
    ),
  ]
}

function fileTags(file: SpdxFile): Tag[] {
  return [
    ['FileName', file.fileName],
    ['SPDXID', file.SPDXID],
    ...file.checksums.map(({ algorithm, checksumValue }): Tag => ['FileChecksum', `${algorithm}: ${checksumValue}`]),
    ['LicenseConcluded', file.licenseConcluded],
    ...file.licenseInfoInFiles.map((license): Tag => ['LicenseInfoInFile', license]),
    ['FileCopyrightText', file.copyrightText],
    ['FileComment', asText(file.comment)],
  ]
}

function licenseTags({ licenseId, name, extractedText }: ExtractedLicense): Tag[] {
  return [
    ['LicenseID', licenseId],
    ['ExtractedText', asText(extractedText)],
    ['LicenseName', name],
  ]
}

function relationshipTags({ spdxElementId, relationshipType, relatedSpdxElement, comment }: SpdxRelationship): Tag[] {
  return [
    ['Relationship', `${spdxElementId} ${relationshipType} ${relatedSpdxElement}`],
    ['RelationshipComment', comment === undefined ? undefined : asText(comment)],
  ]
}

/** Text between marks, which it must not end by itself. Bills hold no line breaks, so that a value begins no other tag. */
function asText(text: string): string {
  return `<text>${text.replaceAll('</text>', '<\\/text>')}</text>`
}

function written(tags: readonly Tag[]): string {
  return tags.flatMap(([tag, value]) => (value === undefined ? [] : `${tag}: ${value}`)).join('\n')
}
