import type { PlanRequest } from './plan-request.ts'

/** What to write, so that the app comes to stand on a base: text to put into files, and what is left to do. JSON-able. */
export interface Plan {
  readonly kind: PlanKind
  /** One line: what it makes. */
  readonly title: string
  /** In the order in which they are used. */
  readonly parts: readonly PlanPart[]
  /** What the app needs or may need, and the plan's tool does not bring. */
  readonly notCovered: readonly NotCovered[]
  /** Sentences on what to know when following the plan. */
  readonly notes: readonly string[]
}

/** Something that a plan does not bring. */
export interface NotCovered {
  /** A sentence: what it is, and what was or can be done about it. */
  readonly what: string
  /** All paths that it is about; empty where it is not about files. */
  readonly paths: readonly string[]
}

/** Which tool the plan is for. */
export type PlanKind = 'dockerfile' | 'chisel' | 'apko'

/** One text of a plan. */
export interface PlanPart {
  /** The file to write it to; null for a command to run. */
  readonly file: string | null
  /** Lines that each end in a line feed. */
  readonly text: string
}

/** Makes one kind of plan; null where that kind makes no sense for the request. */
export type Planner = (request: PlanRequest) => Plan | null
