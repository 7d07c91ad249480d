import { createHash } from 'node:crypto'
import type { SbomDocument, SbomFile, SbomImage, SbomPackage } from '../sbom-document.ts'
import { fileProperties, imageProperties, type Property, packageProperties } from './properties.ts'
import type { SpdxDocument, SpdxFile, SpdxPackage, SpdxRelationship } from './spdx-document.ts'
import { SpdxLicenses } from './spdx-licenses.ts'

const DOCUMENT = 'SPDXRef-DOCUMENT'
const IMAGE = 'SPDXRef-Image'
const OS = 'SPDXRef-OperatingSystem'
const NOASSERTION = 'NOASSERTION'

/**
 * The SBOM as an SPDX 2.3 document. It describes the image, which contains the operating system and the packages, and they what
 * they brought: each thing has one container.
 */
export function spdxDocument(document: SbomDocument): SpdxDocument {
  const { image, os, tool, created } = document
  const licenses = new SpdxLicenses(document.packages)
  const ids = new Map(document.packages.map((found) => [found.id, packageId(found)]))
  const files = Map.groupBy(document.files, (file) => file.package)
  const creator = `Tool: ${tool.name}-${tool.version}`
  const annotations = (properties: readonly Property[]): SpdxPackage['annotations'] =>
    properties.map((property) => ({
      annotationDate: created,
      annotationType: 'OTHER',
      annotator: creator,
      comment: propertyText(property),
    }))
  return {
    SPDXID: DOCUMENT,
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    name: image.name,
    documentNamespace: `https://spdx.org/spdxdocs/${encodeURIComponent(tool.name)}-${document.uuid}`,
    creationInfo: { created, creators: [creator] },
    packages: [
      {
        SPDXID: IMAGE,
        name: image.name,
        ...(image.version !== null && { versionInfo: image.version }),
        ...common(files.get(null)),
        ...(image.digest !== null && { checksums: [checksumOf(image.digest)] }),
        ...purlReference(image.purl),
        primaryPackagePurpose: 'CONTAINER',
        annotations: annotations(imageProperties(image)),
      },
      ...(os === null ? [] : [osPackage(os)]),
      ...document.packages.map((found) => ({
        SPDXID: ids.get(found.id)!,
        name: found.name,
        ...(found.version !== '' && { versionInfo: found.version }),
        ...common(files.get(found.id)),
        licenseDeclared: licenses.declaredBy(found),
        sourceInfo: `installed by layer ${found.layer}, as ${found.location} states`,
        ...purlReference(found.purl),
        annotations: annotations(packageProperties(found, document)),
      })),
    ],
    files: filesOf(document),
    hasExtractedLicensingInfos: licenses.extracted(),
    relationships: relationshipsOf(document, (id) => ids.get(id)!),
  }
}

function* relationshipsOf(
  { os, packages, files }: SbomDocument,
  packageIdOf: (id: string) => string,
): Generator<SpdxRelationship> {
  const containerOf = (id: string | null): string => (id === null ? IMAGE : packageIdOf(id))
  yield { spdxElementId: DOCUMENT, relationshipType: 'DESCRIBES', relatedSpdxElement: IMAGE }
  if (os !== null) yield { spdxElementId: IMAGE, relationshipType: 'CONTAINS', relatedSpdxElement: OS }
  for (const { id, broughtBy } of packages) {
    yield {
      spdxElementId: containerOf(broughtBy),
      relationshipType: 'CONTAINS',
      relatedSpdxElement: packageIdOf(id),
    }
  }
  for (const { id, dependsOn } of packages) {
    for (const dependency of dependsOn) {
      yield {
        spdxElementId: packageIdOf(id),
        relationshipType: 'DEPENDS_ON',
        relatedSpdxElement: packageIdOf(dependency),
      }
    }
  }
  for (const file of files) {
    yield { spdxElementId: containerOf(file.package), relationshipType: 'CONTAINS', relatedSpdxElement: fileId(file) }
  }
}

function osPackage({ id, version, prettyName }: NonNullable<SbomDocument['os']>): SpdxPackage {
  return {
    SPDXID: OS,
    name: id,
    ...(version !== null && { versionInfo: version }),
    ...common(undefined),
    ...(prettyName !== null && { description: prettyName }),
    primaryPackagePurpose: 'OPERATING_SYSTEM',
  }
}

/** What every package has to say, with the code that stands for all of its files (clause 7.9). */
function common(
  files: readonly SbomFile[] | undefined,
): Pick<
  SpdxPackage,
  | 'supplier'
  | 'downloadLocation'
  | 'filesAnalyzed'
  | 'packageVerificationCode'
  | 'licenseConcluded'
  | 'licenseDeclared'
  | 'copyrightText'
> {
  const verification = files && verificationCode(files)
  return {
    supplier: NOASSERTION,
    downloadLocation: NOASSERTION,
    filesAnalyzed: verification !== undefined,
    ...(verification !== undefined && {
      packageVerificationCode: { packageVerificationCodeValue: verification },
    }),
    licenseConcluded: NOASSERTION,
    licenseDeclared: NOASSERTION,
    copyrightText: NOASSERTION,
  }
}

/** Undefined where the SHA-1 of a file is not known. */
function verificationCode(files: readonly SbomFile[]): string | undefined {
  const digests: string[] = []
  for (const { sha1 } of files) {
    if (sha1 === null) return undefined
    digests.push(sha1)
  }
  return createHash('sha1').update(digests.sort().join('')).digest('hex')
}

function* filesOf({ files }: SbomDocument): Generator<SpdxFile> {
  for (const file of files) yield spdxFile(file)
}

/** Without licenses and copyright: nothing is the same as NOASSERTION (8.5, 8.6, 8.8), and there are many files. */
function spdxFile(file: SbomFile): SpdxFile {
  const comment = fileProperties(file).map(propertyText).join(' ')
  return {
    SPDXID: fileId(file),
    fileName: `.${file.path}`,
    checksums: [
      ...(file.sha1 === null ? [] : [{ algorithm: 'SHA1', checksumValue: file.sha1 } as const]),
      { algorithm: 'SHA256', checksumValue: file.sha256 },
    ],
    ...(comment !== '' && { comment }),
  }
}

function propertyText([name, value]: Property): string {
  return `${name}: ${value}`
}

function purlReference(purl: SbomImage['purl']): Pick<SpdxPackage, 'externalRefs'> {
  if (purl === null) return {}
  const referenceCategory = 'PACKAGE-MANAGER'
  return { externalRefs: [{ referenceCategory, referenceType: 'purl', referenceLocator: purl }] }
}

function checksumOf(digest: string): NonNullable<SpdxPackage['checksums']>[number] {
  const [algorithm, checksumValue = ''] = digest.split(':')
  return { algorithm: algorithm === 'sha512' ? 'SHA512' : 'SHA256', checksumValue }
}

/** To read, with the name; to be unique and the same in each run, with a hash of the id. */
function packageId({ type, name, id }: SbomPackage): string {
  const readable = name.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 64)
  return `SPDXRef-Package-${type}-${readable}-${createHash('sha256').update(id).digest('hex').slice(0, 24)}`
}

function fileId({ id }: SbomFile): string {
  return `SPDXRef-File-${id}`
}
