import type { Shape } from '../../budget.ts'
import { loneNumber } from './lone-number.ts'
import { names } from './names.ts'
import { patterns } from './patterns.ts'
import type { ShapeReader } from './shape-reader.ts'
import { sizes } from './sizes.ts'
import { COUNT, SHARE, SIZE } from './spellings.ts'
import { switched } from './switch.ts'

/** How what stands under the key of a budget of each shape becomes rules. */
export const SHAPES: Readonly<Record<Shape, ShapeReader>> = {
  size: loneNumber(SIZE),
  count: loneNumber(COUNT),
  share: loneNumber(SHARE),
  sizes,
  patterns,
  names,
  switch: switched,
}
