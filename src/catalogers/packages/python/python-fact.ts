import type { CoreMetadata } from './core-metadata.ts'

/** What one file of a distribution's metadata directory says. A type, not an interface, so that it counts as JSON. */
export type PythonFact = {
  readonly metadata?: CoreMetadata
  /** Paths of `RECORD`, from the directory that holds the `.dist-info`. */
  readonly record?: readonly string[]
  /** Paths of `installed-files.txt`, from the `.egg-info`. */
  readonly installed?: readonly string[]
  /** Paths of `SOURCES.txt`, from the project's directory: where the `.egg-info` stands, or above. */
  readonly sources?: readonly string[]
  /** Importable names of `top_level.txt`. */
  readonly modules?: readonly string[]
  /** Requirements of `requires.txt`. */
  readonly requires?: readonly string[]
}
