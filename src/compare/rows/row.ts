import type { CompareGroup, CompareRow, CompareValue } from '../../report/compare-document.ts'
import type { ImageFacts } from '../image-facts.ts'

/** One thing that images are compared by. */
export interface Row extends Pick<CompareRow, 'name' | 'label' | 'kind' | 'better'> {
  /** What null stands for; `none` unless set. */
  readonly absent?: CompareRow['absent']
  /** Whether the row is left out where no image has any of it. */
  readonly optional?: boolean
  /** How much a value is when the best is looked for; `amountOf` unless set. Not asked for null. */
  readonly amount?: (value: CompareValue) => number
  /** What an image has; lists are sorted. */
  readonly value: (image: ImageFacts) => CompareValue
}

/** Rows that are about the same. */
export interface RowGroup {
  readonly group: CompareGroup
  readonly rows: readonly Row[]
}
