import type { Closure } from './closure.ts'
import type { SlimImage } from './slim-image.ts'

/** How much stays beside what roots lead to. */
export interface Mode {
  readonly name: string
  /** Adds to the closure what this mode keeps, and runs it to its end. */
  readonly extend: (closure: Closure, image: SlimImage) => void
}
