import type { LayerChoice } from '../fit/own-layers.ts'
import type { SlimMode } from './slim-plan.ts'
import type { Trace } from './trace/trace.ts'

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
  /** Paths and globs that go whatever leads to them. */
  readonly drop?: readonly string[] | undefined
  /** Names of packages that go likewise. */
  readonly dropPackages?: readonly string[] | undefined
  /** Whether programs and libraries lose their debug sections and symbols. */
  readonly strip?: boolean | undefined
  /** Locales that stay beside those that the image is set to: `de_DE.UTF-8`, or `de` for translations. */
  readonly locales?: readonly string[] | undefined
  /** What runs of the image used: that stays, with all that it needs. */
  readonly traces?: readonly Trace[] | undefined
}
