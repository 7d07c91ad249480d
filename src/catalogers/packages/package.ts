import type { Json } from '../../layer/fact-reader.ts'
import type { Cataloger } from '../cataloger.ts'

/** Package managers, by the name that stands in JSON: of operating systems, then of languages (purl-spec's type names). */
type PackageType = OsPackageType | LanguagePackageType

/** See `OS_PACKAGE_TYPES`. */
export type OsPackageType = (typeof OS_PACKAGE_TYPES)[number]

/** See `LANGUAGE_PACKAGE_TYPES`. */
export type LanguagePackageType = (typeof LANGUAGE_PACKAGE_TYPES)[number]

/** Managers whose databases say which file belongs to whom. */
export const OS_PACKAGE_TYPES = ['deb', 'apk', 'rpm', 'pacman', 'chisel'] as const

/** Managers of programming languages, whose packages an operating system's package may carry. */
export const LANGUAGE_PACKAGE_TYPES = [
  'npm',
  'pypi',
  'gem',
  'golang',
  'cargo',
  'maven',
  'composer',
  'nuget',
  'conda',
] as const

/** Whether this is the type of a programming language's packages. */
export function isLanguageType(type: PackageType): type is LanguagePackageType {
  return LANGUAGES.has(type)
}

const LANGUAGES: ReadonlySet<PackageType> = new Set(LANGUAGE_PACKAGE_TYPES)

/** Whether packages of this type are known by the program or archive that they are part of: that is there or not, with all in it. */
export function isInsideFile(type: PackageType): boolean {
  return INSIDE_FILES.has(type)
}

const INSIDE_FILES: ReadonlySet<PackageType> = new Set(['golang', 'cargo', 'maven'])

/** One installed package, as its manager's database states it. */
export interface Package {
  readonly type: PackageType
  readonly name: string
  /** The manager's full version: `[epoch:]upstream[-revision]`, `[epoch:]version-release`, `version-rN`. */
  readonly version: string
  readonly architecture: string | null
  /** The source package, where it is stated or differs. */
  readonly source: { readonly name: string; readonly version: string } | null
  /** License expressions or names, as stated; empty where the database has none. */
  readonly licenses: readonly string[]
  /**
   * True where these are names of texts that the package's copyright file refers to: `GPL-2` may stand for version 2 alone, or for
   * any version from there on; only of packages of Debian's kind.
   */
  readonly licensesReferred?: true
  /** A package URL (github.com/package-url/purl-spec). */
  readonly purl: string
  /** Every path that the database says the package owns, directories included; absolute; not all need exist in the image. */
  readonly paths: readonly string[]
  /** The database file that states it. */
  readonly database: string
  /** Index of the layer that installed this version. */
  readonly layer: number
  /** Names (or capabilities) that it depends on, as stated; empty where the database has none. */
  readonly dependencies: readonly string[]
  /** Capabilities that dependencies of others may name, as stated; only of managers whose database lists them. */
  readonly provides?: readonly string[]
  /** The slices of the package that chisel installed; only of chisel packages. */
  readonly slices?: readonly string[]
  /** Which paths each of these slices put there; only of chisel packages. */
  readonly slicePaths?: Readonly<Record<string, readonly string[]>>
  /** Where inside `database` it stands, of archives: `BOOT-INF/lib/a.jar`, deeper ones with `!/` between; only of maven packages. */
  readonly within?: string
  /** What the binary was built from and by; only of the main module of a Go binary. */
  readonly build?: BuildOrigin
}

/** How a Go binary was built. */
export interface BuildOrigin {
  /** The import path of its package `main`. */
  readonly package: string | null
  /** The toolchain's version as it states it: `go1.26.1`. */
  readonly toolchain: string
  /** The commit that it was built from; null where that was not written down. */
  readonly vcs: {
    readonly system: string
    readonly revision: string
    /** When the commit was made, as RFC 3339 has it. */
    readonly time: string | null
    /** Whether files had been changed since. */
    readonly modified: boolean | null
  } | null
}

/** A cataloger whose finding is a list of packages. */
export type PackageCataloger<Fact extends Json> = Cataloger<Fact, readonly Package[]>
