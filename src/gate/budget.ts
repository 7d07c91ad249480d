import type { BudgetUnit, Offender } from '../report/gate-document.ts'
import type { Depth, GatedImage } from './gated-image.ts'

/** What is the same in every rule, whatever its budget: how much it counts, why it is there, and until when. */
export interface Terms {
  readonly level: 'error' | 'warn' | 'off'
  readonly reason: string | null
  /** `YYYY-MM-DD`, the last day on which a lowered level holds; from the next day on the rule counts as an error. */
  readonly expires: string | null
  /** Where the rule was written: `.imgpeek.yaml:3:5`, or `--max-size`. */
  readonly origin: string
}

/** A limit for a number, absolute, against the baseline, or both. */
export interface NumberRule {
  /** The most (or, where less is worse, the least) that there may be, in the budget's unit. */
  readonly limit?: number
  /** How much more than the baseline there may be; `percent` is of the baseline's figure, 5 for `+5%`. */
  readonly growth?: { readonly by: 'amount' | 'percent'; readonly value: number }
}

/** What a budget makes of one rule. `message` is one sentence; it says what is, what may be, and by how much it is missed. */
export interface Finding {
  /** Null where it cannot be said, as of growth without a baseline. */
  readonly holds: boolean | null
  readonly actual: number | null
  readonly limit: number | null
  /** The baseline's figure. */
  readonly baseline: number | null
  readonly message: string
  /** What is to blame, the largest first. */
  readonly offenders: readonly Offender[]
}

/**
 * What may stand under a budget's key, as a user writes it. The reader of the configuration makes a schema of it, and a flag.
 * - `size`: `20MB`, `20MiB`, bytes, or growth as `+5%`, `+10MB` → NumberRule
 * - `count`: `12`, or growth as `+2`, `+5%` → NumberRule
 * - `share`: `0.95` or `95%` → NumberRule with a fraction
 * - `sizes`: a map from pattern to `size` → a rule for each entry, with the pattern as its subject
 * - `patterns`: a list of text → a rule for each item, with the text as its subject
 * - `names`: a list of text that is one rule (`allowedBases: [alpine, distroless]`)
 * - `switch`: `true`, or the word of the budget (`rootUser: denied`)
 */
export type Shape = 'size' | 'count' | 'share' | 'sizes' | 'patterns' | 'names' | 'switch'

/** One rule as a budget gets it. */
export interface Rule {
  /** The pattern or item that it is about; null where the key says all. */
  readonly subject: string | null
  /** For `size`, `count`, `share` and `sizes`; empty otherwise. */
  readonly number: NumberRule
  /** For `names`; empty otherwise. */
  readonly names: readonly string[]
}

/** One kind of rule: a new one is a file in `budgets/` and a line in `budgets/budgets.ts`. It does no I/O. */
export interface Budget {
  /** As the configuration spells it, in camel case; stands in reports. */
  readonly key: string
  /** For people: `Compressed size`. */
  readonly title: string
  /** One sentence for the schema and for help. */
  readonly description: string
  readonly shape: Shape
  readonly unit: BudgetUnit
  /** Whether more or less of the figure is worse; of no meaning for what is not a number. */
  readonly worse: 'more' | 'less'
  readonly needs: Depth
  /** The flag that sets it, without dashes. */
  readonly flag: string
  /** For `switch`: what is said of the thing, `denied` or `required`, as a user may write in place of `true`. */
  readonly word?: 'denied' | 'required'
  /** Refuses a subject or names that cannot be meant, with a sentence without full stop; undefined where they are well. */
  refuse?(rule: Rule): string | undefined
  judge(rule: Rule, image: GatedImage): Finding
}

/** A rule that somebody wrote down. */
export interface WrittenRule {
  readonly budget: Budget
  readonly rule: Rule
  readonly terms: Terms
}
