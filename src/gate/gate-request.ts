import type { WrittenRule } from './budget.ts'

/** What a gate checks. */
export interface GateRequest {
  /** `[SCHEME:]NAME` */
  readonly image: string
  /** Where the configuration was found; stands in the answer. */
  readonly config: string | null
  /** What growth is measured against: a saved file, or an image; null for nothing. */
  readonly baseline: string | null
  /** How many of the lowest layers are the base's, where the user says so. */
  readonly baseLayers?: number | undefined
  readonly rules: readonly WrittenRule[]
  /** What the reader should know of the rules; stands in the answer. */
  readonly notes?: readonly string[]
  /** `YYYY-MM-DD` in UTC, by which exceptions expire. */
  readonly today: string
}
