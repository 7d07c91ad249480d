import { ImgpeekError } from '../../errors.ts'

/** The image states so many needs, search paths or nested libraries that looking them up would take minutes. */
export class SearchLimitError extends ImgpeekError {
  override name = 'SearchLimitError'
}

/** Directories looked into, and objects asked for their search paths; an image with 1,000 binaries needs 10,000. */
const MAX_STEPS = 2_000_000

/** Ends the search for libraries of a hostile image. */
export class SearchBudget {
  #left = MAX_STEPS

  /** @throws {SearchLimitError} when all is spent. */
  spend(steps: number): void {
    this.#left -= steps
    if (this.#left >= 0) return
    throw new SearchLimitError(
      `Missing libraries are not listed: the image's binaries need more than ${MAX_STEPS} steps to look up all they name.`,
    )
  }
}
