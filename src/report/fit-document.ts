import type { Base } from '../catalogers/base/base.ts'
import type { Libc } from '../catalogers/libc.ts'
import type { Package } from '../catalogers/packages/package.ts'
import type { Platform } from '../oci/platform.ts'
import type { Plan } from '../plan/plan.ts'
import type { LeftOutImage } from './left-out.ts'

/** What `imgpeek fit --json` prints; docs/schema/fit.schema.json describes it. Sizes are in bytes. */
export interface FitDocument {
  readonly schemaVersion: 1
  readonly app: FittedApp
  /** The best first: those that the app fits, then those that it fits if something is added; of these the smallest first. */
  readonly bases: readonly BaseFit[]
  /** Bases that could not be read, in the order in which they were asked for. */
  readonly leftOut: readonly LeftOutImage[]
}

/** The app, and what of its image is its own. */
export interface FittedApp {
  /** In its canonical spelling, with the scheme except for a registry's. */
  readonly reference: string
  readonly source: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  readonly platform: Platform
  /** Entrypoint and command; empty where the source has none. */
  readonly command: readonly string[]
  readonly user: string
  /** What is started: by the command, or where there is none, every program of the app. */
  readonly starts: readonly StartedPath[]
  readonly own: OwnFiles
  /** Content of its image's final filesystem. */
  readonly contentBytes: number
}

/** A file that is started, or given to what is started. */
export interface StartedPath {
  /** The word that names it. */
  readonly says: string
  /** Where the app's image has it; null for a program that it lacks. */
  readonly path: string | null
  /** `program`: it is started. `argument`: a program gets it. `healthcheck`: only the health check starts it. */
  readonly as: 'program' | 'argument' | 'healthcheck'
}

/** Which layers are the app's own, and how that was told. */
export interface OwnLayers {
  /**
   * `user`: by a flag. `history`: the layers below the first instruction of a Dockerfile are the base's. `emptiness`: there is
   * no operating system below it. `packages`: not by layers; what no package of the operating system lists is the app's.
   */
  readonly toldBy: 'user' | 'history' | 'emptiness' | 'packages'
  /** Ascending. */
  readonly layers: readonly number[]
  readonly evidence: string
}

/** The files that would be copied onto a base. */
export interface OwnFiles extends OwnLayers {
  /** Regular files and symlinks. */
  readonly files: number
  /** Their content, hard links once. */
  readonly bytes: number
}

/** See `BaseFit.verdict`. */
export const VERDICTS = ['fits', 'fits-if', 'does-not-fit'] as const

/** See `BaseFit.verdict`. */
export type Verdict = (typeof VERDICTS)[number]

/** Whether the app would start on a base. */
export interface BaseFit {
  readonly label: string
  /** As for the app. */
  readonly reference: string
  readonly digest: string | null
  readonly platform: Platform
  readonly base: Pick<Base, 'family' | 'variant'>
  readonly libc: Libc
  /**
   * `fits`: all that the app needs to start is there. `fits-if`: it would be with what `add` lists as needed to start.
   * `does-not-fit`: something is missing that cannot be added, as `reasons` say.
   */
  readonly verdict: Verdict
  /** Why it does not fit, the first cause first; empty otherwise. */
  readonly reasons: readonly string[]
  /** What to copy from the app's image, in the order of the paths. */
  readonly add: readonly Addition[]
  readonly size: FitSize
  /** Every check with what it found. */
  readonly checks: readonly CheckResult[]
  /** Sentences on what nobody can know without starting the app. */
  readonly unknown: readonly string[]
  /** What to write; null without `--plan`, and where the app does not fit. */
  readonly plans: readonly Plan[] | null
}

/** Content in bytes, hard links once. */
export interface FitSize {
  /** The base's own. */
  readonly baseBytes: number
  /** The app's files. */
  readonly appBytes: number
  /** What is needed to start and missing in the base. */
  readonly addBytes: number
  /** What else is missing, and asked for only later. */
  readonly laterBytes: number
  /** The final filesystem's with all that is needed to start. Files of the app that replace others are counted once. */
  readonly contentBytes: number
}

/** When something is needed: to start, or only later, for something that the app may do. */
export type Need = 'start' | 'later'

/** Something to copy from the app's image, or to write. */
export interface Addition {
  /** Where it is to stand. */
  readonly path: string
  /** `line`: a line of a file that the base has (`text`). */
  readonly kind: 'file' | 'symlink' | 'directory' | 'line'
  /** Where the app's image has it; null for a line. */
  readonly from: string | null
  /** The symlink's target. */
  readonly linkTarget: string | null
  readonly text: string | null
  readonly bytes: number
  /** The package of the app's image that has it; null for what none lists. */
  readonly package: AddedPackage | null
  readonly need: Need
  /** The name of the check that asks for it. */
  readonly check: CheckName
}

/** A package that something is taken from. */
export interface AddedPackage extends Pick<Package, 'type' | 'name' | 'version' | 'purl'> {
  /** The slices with the file in them, of chisel packages. */
  readonly slices: readonly string[]
}

/** What is looked at, in this order. */
export const CHECKS = [
  'platform',
  'files',
  'programs',
  'loader',
  'libraries',
  'symbolVersions',
  'libc',
  'runtimeFiles',
  'user',
  'openedLibraries',
  'tmp',
  'certificates',
  'timezones',
  'nameServices',
  'locale',
  'characterSets',
] as const

/** See `CHECKS`. */
export type CheckName = (typeof CHECKS)[number]

/** What came of a check. */
export interface CheckResult {
  readonly check: CheckName
  readonly need: Need
  /** `add`: with what `add` lists. `impossible`: nothing can be added that helps. `unknown`: it cannot be known. */
  readonly outcome: 'ok' | 'add' | 'impossible' | 'unknown'
  /** What was found: a sentence each; empty where there is nothing to say. */
  readonly says: readonly string[]
}
