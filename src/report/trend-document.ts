import type { Platform } from '../oci/platform.ts'
import type { BudgetUnit } from './gate-document.ts'

/** One measurement of an image: a line of a history, which `imgpeek gate save --history` writes. */
export interface TrendRun {
  readonly schemaVersion: 1
  readonly kind: 'imgpeek-run'
  /** RFC 3339 in UTC. */
  readonly time: string
  /** What the image was built from; null where that is not known. */
  readonly commit: string | null
  readonly reference: string
  readonly digest: string | null
  readonly platform: Platform
  /** By the keys of number budgets (`compressedSize`, `layerCount`, …), in their units. */
  readonly figures: Readonly<Record<string, number>>
}

/** What `imgpeek gate trend --json` prints; docs/schema/trend.schema.json describes it. Sizes are in bytes. */
export interface TrendDocument {
  readonly schemaVersion: 1
  /** One for each platform, in the order of their names. */
  readonly images: readonly ImageTrend[]
  /** Lines of the history that are none, and what else the reader should know. */
  readonly warnings: readonly string[]
}

/** How an image went over time. */
export interface ImageTrend {
  /** As in the newest run. */
  readonly reference: string
  readonly platform: Platform
  /** The oldest first. */
  readonly runs: readonly TrendRun[]
  /** One for each figure that is asked for and that a run has. */
  readonly series: readonly FigureTrend[]
}

/** How a figure went over time. */
export interface FigureTrend {
  /** The key of its budget. */
  readonly figure: string
  readonly title: string
  readonly unit: BudgetUnit
  readonly worse: 'more' | 'less'
  /** Of the oldest run that has the figure. */
  readonly first: number
  /** Of the newest. */
  readonly last: number
  readonly least: number
  readonly most: number
  /** From one run to the next, the change that was the worst; null where it never got worse. */
  readonly steepest: { readonly time: string; readonly commit: string | null; readonly change: number } | null
}
