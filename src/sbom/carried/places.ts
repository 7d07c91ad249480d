/** A place of a filesystem where SBOMs are kept. */
interface SbomPlace {
  /** Whose place it is; null where any tool may have put them there. */
  readonly producer: string | null
  readonly path: RegExp
}

/** The first one that a path matches counts. */
const PLACES: readonly SbomPlace[] = [
  // imgpeek slim
  { producer: 'imgpeek', path: /^\/var\/lib\/db\/sbom\/imgpeek-slim\.spdx\.json$/ },
  // apko and melange: one for each package (github.com/chainguard-dev/apko)
  { producer: 'apko', path: /^\/var\/lib\/db\/sbom\/[^/]+\.spdx\.json$/ },
  // one for each component (github.com/bitnami/containers)
  { producer: 'Bitnami', path: /^\/opt\/bitnami\/(?:.+\/)?\.spdx-[^/]+\.spdx$/ },
  // Cloud Native Buildpacks (github.com/buildpacks/spec, platform.md, "Software-Bill-of-Materials")
  { producer: 'buildpacks', path: /^\/layers\/sbom\/.+\/sbom\.(?:cdx|spdx|syft)\.json$/ },
  // what is compiled into a Python package (PEP 770)
  { producer: 'Python', path: /\.dist-info\/sboms\/[^/]+$/ },
  { producer: null, path: /^\/usr\/(?:local\/)?share\/sbom\/.+\.(?:json|xml|spdx)$/ },
  // the names that SPDX 2.3 (clause 4.4.2) and CycloneDX ("Recognized file patterns") recommend, and syft's, anywhere
  { producer: null, path: /\.(?:spdx|spdx\.json|cdx\.json|cdx\.xml|syft\.json)$|\/bom\.(?:json|xml)$/ },
]

/** What all places' paths have in common; a hundred thousand paths are looked at. */
const LIKELY = /sbom|spdx|cdx|syft|\/bom\./

/** The place that a path is in; undefined where it is no SBOM's. */
export function sbomPlaceOf(path: string): SbomPlace | undefined {
  return LIKELY.test(path) ? PLACES.find((place) => place.path.test(path)) : undefined
}
