import { BrokenImageError, messageOf } from '../../../errors.ts'

/** After so many damaged parts a database is not read on: it is hostile, or nothing of it is left. */
const MAX_DAMAGED_PARTS = 10_000

/** Reading must end here: the rest would take more time and memory than its bytes can be worth. */
export class HostileDatabaseError extends BrokenImageError {
  override name = 'HostileDatabaseError'
}

/**
 * What of a database could not be read. Readers of its parts throw `BrokenImageError`, or the `RangeError` of a `DataView`
 * that is asked for bytes outside the page; whoever reads many parts attempts each, and goes on with the next.
 */
export class Damage {
  #parts = 0
  #first = ''

  /** What `read` gives; undefined where it meets damage, which is noted. @throws {HostileDatabaseError} as `note`. */
  attempt<Part>(read: () => Part): Part | undefined {
    try {
      return read()
    } catch (error) {
      this.note(error)
      return undefined
    }
  }

  /**
   * Notes a damaged part.
   * @throws {HostileDatabaseError} when reading must not go on: what was thrown was one, or there is no end to the damage.
   */
  note(error: unknown): void {
    if (error instanceof HostileDatabaseError) throw error
    this.end(error)
    if (this.#parts === MAX_DAMAGED_PARTS) throw new HostileDatabaseError('too many parts are damaged')
  }

  /** Notes what reading ended with. @throws the error itself where it is no damage but a bug. */
  end(error: unknown): void {
    if (!(error instanceof BrokenImageError || error instanceof RangeError)) throw error
    if (this.#parts === 0)
      this.#first = error instanceof RangeError ? 'an offset points outside its page' : messageOf(error)
    this.#parts++
  }

  /** What to tell people; null where everything could be read. */
  get summary(): string | null {
    if (this.#parts === 0) return null
    return this.#parts === 1 ? this.#first : `${this.#first}, and ${this.#parts - 1} more such`
  }
}
