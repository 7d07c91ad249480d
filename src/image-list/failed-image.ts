import { BrokenImageError, type UnavailableError } from '../errors.ts'
import { displayable } from '../inspect/displayable.ts'
import type { LeftOutImage } from '../report/left-out.ts'
import type { ListedImage } from './image-list.ts'

/** An image that could not be read, and why. */
export interface FailedImage {
  readonly image: ListedImage
  readonly error: UnavailableError | BrokenImageError
}

/** What an answer says of the images that it goes without. */
export function leftOutImages(failed: readonly FailedImage[]): LeftOutImage[] {
  return displayable(
    failed.map(({ image: { label, reference }, error }): LeftOutImage => {
      const reason = error instanceof BrokenImageError ? 'broken' : 'unavailable'
      return { label, reference, reason, message: error.message }
    }),
  )
}
