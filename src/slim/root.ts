import type { Lead } from './lead.ts'
import type { SlimImage } from './slim-image.ts'

/** A reason to keep something that nothing else leads to. */
export interface Root {
  readonly name: string
  readonly leads: (image: SlimImage) => Iterable<Lead>
}
