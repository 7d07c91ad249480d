/**
 * What is used of SPDX 2.3 (spdx.github.io/spdx-spec/v2.3), as its JSON schema names it. Texts stand on one line, but for those
 * of licenses.
 */
export interface SpdxDocument {
  readonly SPDXID: string
  readonly spdxVersion: 'SPDX-2.3'
  readonly dataLicense: 'CC0-1.0'
  readonly name: string
  readonly documentNamespace: string
  readonly creationInfo: { readonly created: string; readonly creators: readonly string[] }
  readonly packages: readonly SpdxPackage[]
  /** May be iterated once. */
  readonly files: Iterable<SpdxFile>
  readonly hasExtractedLicensingInfos: readonly SpdxExtractedLicense[]
  /** May be iterated once. */
  readonly relationships: Iterable<SpdxRelationship>
}

/** Clause 7. */
export interface SpdxPackage {
  readonly SPDXID: string
  readonly name: string
  readonly versionInfo?: string
  readonly supplier: string
  readonly downloadLocation: string
  readonly filesAnalyzed: boolean
  readonly packageVerificationCode?: { readonly packageVerificationCodeValue: string }
  readonly checksums?: readonly SpdxChecksum[]
  readonly sourceInfo?: string
  readonly licenseConcluded: string
  readonly licenseDeclared: string
  readonly copyrightText: string
  readonly description?: string
  readonly externalRefs?: readonly {
    readonly referenceCategory: string
    readonly referenceType: string
    readonly referenceLocator: string
  }[]
  readonly primaryPackagePurpose?: 'CONTAINER' | 'OPERATING_SYSTEM'
  readonly annotations?: readonly {
    readonly annotationDate: string
    readonly annotationType: 'OTHER'
    readonly annotator: string
    readonly comment: string
  }[]
}

/** Clause 8. */
export interface SpdxFile {
  readonly SPDXID: string
  readonly fileName: string
  readonly checksums: readonly SpdxChecksum[]
  readonly comment?: string
}

interface SpdxChecksum {
  readonly algorithm: 'SHA1' | 'SHA256' | 'SHA512'
  readonly checksumValue: string
}

/** Clause 10: a license that is not on SPDX's list. */
export interface SpdxExtractedLicense {
  readonly licenseId: string
  readonly name: string
  readonly extractedText: string
}

/** Clause 11. */
export interface SpdxRelationship {
  readonly spdxElementId: string
  readonly relationshipType: 'DESCRIBES' | 'CONTAINS' | 'DEPENDS_ON'
  readonly relatedSpdxElement: string
}
