/** See `SbomFileSelection`. */
export const SBOM_FILES = ['none', 'packages', 'all'] as const

/**
 * Which files an SBOM lists: none; those of packages, with the programs and libraries that no package owns; or every regular
 * file of the final filesystem.
 */
export type SbomFileSelection = (typeof SBOM_FILES)[number]

/**
 * What an SBOM says of an image, before it is written in a format: the same for CycloneDX and SPDX. Lists are sorted, and every
 * text is fit for XML 1.0 and stands on one line.
 */
export interface SbomDocument {
  /** Stands for this SBOM, as RFC 9562 writes it; the same for the same image, options and version of the tool. */
  readonly uuid: string
  /** RFC 3339 in UTC, to the second. */
  readonly created: string
  readonly tool: { readonly name: string; readonly version: string }
  readonly image: SbomImage
  /** Null without an os-release file. */
  readonly os: SbomOs | null
  readonly packages: readonly SbomPackage[]
  readonly files: readonly SbomFile[]
}

/** The image itself: what the SBOM is about. */
export interface SbomImage {
  readonly name: string
  /** Its tag, else its digest; null where it has neither. */
  readonly version: string | null
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  /** The config's digest; null where there is no config. */
  readonly imageId: string | null
  /** `pkg:oci/…`; null without a digest, which such a URL needs. */
  readonly purl: string | null
  /** As `--platform` takes it. */
  readonly platform: string
  /** Base first; `digest` is that of the compressed bytes, null where the source does not state it. */
  readonly layers: readonly { readonly digest: string | null; readonly diffId: string }[]
}

/** The operating system, as os-release(5) states it. */
export interface SbomOs {
  readonly id: string
  readonly version: string | null
  readonly prettyName: string | null
}

/** One installed package. */
export interface SbomPackage {
  /** Unique in the document: its package URL, with where it is stated where several have the same. */
  readonly id: string
  readonly type: string
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses: readonly SbomLicense[]
  /** Index of the layer that installed it. */
  readonly layer: number
  /** The file that states it, and where in an archive. */
  readonly location: string
  /** Whether it is a program of its own, as a Go binary's main module is. */
  readonly application: boolean
  /** The `id` of the package that brought it; null where it came by itself. */
  readonly broughtBy: string | null
  /** The `id`s of the packages that satisfy its dependencies. */
  readonly dependsOn: readonly string[]
  /** Whether no other package depends on it; of a mere circle, one does. */
  readonly root: boolean
}

/** A license that a package states: an SPDX license expression, or whatever else it says. */
export type SbomLicense =
  | {
      readonly expression: string
      /** Whether that is one license of the SPDX list, with no operator. */
      readonly isLicenseId: boolean
      /** The `LicenseRef-…` in it, which the SPDX list does not define. */
      readonly licenseRefs: readonly string[]
    }
  | { readonly name: string }

/** A regular file of the final filesystem. */
export interface SbomFile {
  /** Unique in the document, of hexadecimal digits. */
  readonly id: string
  readonly path: string
  readonly sha256: string
  /** Null where the image was read without it. */
  readonly sha1: string | null
  /** Index of the layer that the path was last written in; null where that is the one that installed its package. */
  readonly layer: number | null
  /** The `id` of the package that it belongs to; null for none. */
  readonly package: string | null
}
