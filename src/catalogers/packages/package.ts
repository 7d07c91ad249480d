import type { Json } from '../../layer/fact-reader.ts'
import type { Cataloger } from '../cataloger.ts'

/** Package managers, by the name that stands in JSON. */
type PackageType = 'deb' | 'apk' | 'rpm' | 'pacman' | 'chisel'

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
}

/** A cataloger whose finding is a list of packages. */
export type PackageCataloger<Fact extends Json> = Cataloger<Fact, readonly Package[]>
