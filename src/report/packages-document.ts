import type { BuildOrigin } from '../catalogers/packages/package.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'

/** What `imgpeek packages --json` prints; docs/schema/packages.schema.json describes it. Sizes are in bytes. */
export interface PackagesDocument {
  readonly schemaVersion: 1
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  readonly packages: readonly PackageRow[]
  /** Packages beyond the limit. */
  readonly more: number
  /** Null unless groups were asked for. */
  readonly groups: readonly PackageGroup[] | null
  /** Null unless the tree was asked for: its rows from top to bottom, each package below one that depends on it. */
  readonly tree: readonly TreeRow[] | null
  /** Rows of the tree beyond the limit. */
  readonly moreOfTree: number
  /** All packages that were asked for, those beyond the limit included. */
  readonly total: PackageTotal
}

/** Several packages together. */
export interface PackageTotal {
  readonly packages: number
  /** As `installedBytes`. */
  readonly files: number
  /** Without what another package brought (`ownedBy`): that is in the other one's bytes. */
  readonly installedBytes: number
}

/** One package and who depends on whom. Other packages are named by their package URLs. */
export interface PackageRow
  extends Pick<
    InstalledPackage,
    | 'type'
    | 'name'
    | 'version'
    | 'architecture'
    | 'licenses'
    | 'purl'
    | 'installedBytes'
    | 'files'
    | 'layer'
    | 'ownedBy'
  > {
  /** Where inside its archive it stands: `BOOT-INF/lib/a.jar`, deeper ones with `!/` between; null but for Java's. */
  readonly within: string | null
  /** What a Go program was built from and by; null but for its main module. */
  readonly build: BuildOrigin | null
  /** Nothing else that is installed depends on it. */
  readonly root: boolean
  /** What satisfies its dependencies, with the dependencies that are satisfied, as its database states them. */
  readonly dependencies: readonly { readonly purl: string; readonly requires: readonly string[] }[]
  /** Dependencies that no installed package satisfies. */
  readonly unmet: readonly string[]
  /** The packages that depend on it. */
  readonly dependents: readonly string[]
}

/** What packages can be sorted by; the first is the default. */
export const PACKAGE_SORT_KEYS = ['size', 'name', 'layer', 'dependents'] as const

/** See `PACKAGE_SORT_KEYS`. */
export type PackageSortKey = (typeof PACKAGE_SORT_KEYS)[number]

/** What packages can be grouped by. */
export const PACKAGE_GROUPINGS = ['layer', 'type', 'license'] as const

/** See `PACKAGE_GROUPINGS`. */
export type PackageGrouping = (typeof PACKAGE_GROUPINGS)[number]

/** Packages that have something in common. A package with several licenses is in several groups. */
export interface PackageGroup extends Omit<PackageTotal, 'packages'> {
  readonly by: PackageGrouping
  /** The layer's index, the type, or the license; null where the license is not known. */
  readonly value: number | string | null
  /** What made the layer; null for other groups, and where the history does not say. */
  readonly instruction: string | null
  /** Package URLs. */
  readonly packages: readonly string[]
  /** Packages beyond the limit. */
  readonly more: number
}

/** One row of the tree. */
export interface TreeRow extends Pick<PackageRow, 'type' | 'name' | 'version' | 'purl' | 'installedBytes'> {
  /** 0 for packages at the top. */
  readonly depth: number
  /** What the package above states; empty at the top. */
  readonly requires: readonly string[]
  /** Why its dependencies do not follow: it is its own dependency (`cycle`), or they stand further up (`repeated`). */
  readonly cut: 'cycle' | 'repeated' | null
}
