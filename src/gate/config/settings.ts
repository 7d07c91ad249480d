import type { WrittenRule } from '../budget.ts'

/** What a configuration says of a gate, or the command line. */
export interface GateSettings {
  /** Where it was found; null where there is none. */
  readonly file: string | null
  /** The image to gate, as the command line takes it; null where none is named. */
  readonly image: string | null
  /** What it is measured against, a file or an image; null where nothing is named. */
  readonly baseline: string | null
  /** Rules about platforms among them. */
  readonly rules: readonly WrittenRule[]
  /** What the reader of the answer should know of them. */
  readonly notes: readonly string[]
}

/** The settings of a gate without a configuration. */
export const NO_SETTINGS: GateSettings = { file: null, image: null, baseline: null, rules: [], notes: [] }
