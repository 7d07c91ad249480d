import type { LayerChoice } from '../fit/own-layers.ts'
import type { SlimMode } from './slim-plan.ts'

/** What the user says of what is to stay. */
export interface SlimOptions extends LayerChoice {
  /** `packages` unless set. */
  readonly mode?: SlimMode | undefined
  /** Paths and globs (`pathMatcher`). */
  readonly keep?: readonly string[] | undefined
  /** Names of packages. */
  readonly keepPackages?: readonly string[] | undefined
  /** Names or paths of programs. */
  readonly keepPrograms?: readonly string[] | undefined
  /** Locales that stay beside those that the image is set to: `de_DE.UTF-8`, or `de` for translations. */
  readonly locales?: readonly string[] | undefined
}
