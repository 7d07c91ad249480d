import type { Platform } from '../oci/platform.ts'
import type { GrowthSection } from './growth-section.ts'

/** What a budget's figures are counted in. */
export type BudgetUnit = 'bytes' | 'count' | 'share' | null

/** What `imgpeek gate --json` prints; docs/schema/gate.schema.json describes it. Sizes are in bytes. */
export interface GateDocument {
  readonly schemaVersion: 1
  /** The image's; the names of the manifests where several images are gated. */
  readonly reference: string
  /** `fail` where any rule of level error does not hold; `warn` where only rules of level warn do not. */
  readonly verdict: GateVerdict
  /** The configuration's path as it was found; null where flags say all. */
  readonly config: string | null
  /** What had to be read: the manifest only, the config too, or the layers. */
  readonly depth: 'manifest' | 'config' | 'layers'
  /** What was read over the network, headers left out; 0 for what lies on disk. */
  readonly fetched: { readonly requests: number; readonly bytes: number }
  /** One for each platform that is gated, in the order of their names; of a manifest, for each image, in the order of the manifest. */
  readonly images: readonly GatedSection[]
  /** What the reader should know beside the verdict: no baseline yet, the baseline is another platform's… */
  readonly notes: readonly string[]
  readonly warnings: readonly string[]
}

/** The answer of a gate, or of one image of it. */
export type GateVerdict = 'pass' | 'warn' | 'fail'

/** One image of the gate. */
export interface GatedSection {
  /**
   * What it is called among several images of a manifest: no more of its name than tells it from the others, without tag where that is
   * enough, so that it is the same from run to run. Absent where the gate is about one name.
   */
  readonly label?: string
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly digest: string | null
  readonly platform: Platform | null
  readonly verdict: GateVerdict
  /** In the order of the list of budgets, failures first. */
  readonly results: readonly BudgetResult[]
  readonly baseline: { readonly reference: string; readonly digest: string | null; readonly from: string } | null
  /** What grew since the baseline and why; null without a baseline or where the layers were not read. */
  readonly growth: GrowthSection | null
}

/** What came of one rule. */
export interface BudgetResult {
  /** The budget's key. */
  readonly budget: string
  readonly title: string
  /** The pattern, package or path that the rule is about; null where the budget says all. */
  readonly subject: string | null
  /** `skip`: it could not be judged, as growth without a baseline; `message` says why. */
  readonly outcome: 'pass' | 'warn' | 'fail' | 'off' | 'skip'
  /** The level in force today. */
  readonly level: 'error' | 'warn' | 'off'
  readonly unit: BudgetUnit
  readonly actual: number | null
  readonly limit: number | null
  readonly baseline: number | null
  readonly message: string
  readonly offenders: readonly Offender[]
  readonly reason: string | null
  readonly expires: string | null
  readonly expired: boolean
  /** `.imgpeek.yaml:3:5`, or the flag. */
  readonly origin: string
}

/** What is to blame for a rule that does not hold, or comes nearest to it. */
export interface Offender {
  readonly path: string | null
  /** `TYPE:NAME`, with `@VERSION` where that matters. */
  readonly package: string | null
  /** Index of the layer that it was last written in. */
  readonly layer: number | null
  /** The Dockerfile instruction of that layer. */
  readonly instruction: string | null
  readonly bytes: number | null
  /** What is wrong with it, where that is more than its being there: `needs libfoo.so.1`. */
  readonly detail: string | null
}
