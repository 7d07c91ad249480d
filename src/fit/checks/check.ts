import type { CheckName, Need } from '../../report/fit-document.ts'
import type { Trial } from '../trial.ts'

/** One thing that an app needs of a base. */
export interface Check {
  readonly name: CheckName
  readonly need: Need
  /** Looks at the base with the app, and all that was added so far. No findings: all is well. */
  examine(trial: Trial): Finding[]
}

/** Something that is not as it should be. */
export type Finding =
  /** What the app's image has helps; asked for again where it then still is not enough, it does not. */
  | { readonly outcome: 'add'; readonly says: string; readonly remedy: Remedy }
  | { readonly outcome: 'impossible' | 'unknown'; readonly says: string }

/** What may help. */
export type Remedy =
  /** What the app's image has at these paths, with the symlinks on the way. */
  | { readonly kind: 'bring'; readonly paths: readonly string[] }
  /** A file of the app's image at this path, in place of what may be there. */
  | { readonly kind: 'put'; readonly from: string; readonly path: string }
  /** A line at the end of a file. */
  | { readonly kind: 'line'; readonly path: string; readonly text: string }
