/** The image that is measured, or what it is measured against. */
export type Side = 'before' | 'after'

/** Bytes that lie somewhere in an image. */
export interface Located {
  readonly path: string
  readonly bytes: number
  readonly layer: number
}

/** What two images have of one thing, in bytes. */
export class Holding {
  before = 0
  after = 0
  /** The largest part of it in each. */
  readonly largest: Record<Side, Located | null> = { before: null, after: null }

  get growth(): number {
    return this.after - this.before
  }

  /** Counts a part of it. */
  add(side: Side, part: Located): void {
    this[side] += part.bytes
    if (part.bytes > (this.largest[side]?.bytes ?? -1)) this.largest[side] = part
  }

  /** Takes over what another has. */
  take(other: Holding): void {
    for (const side of ['before', 'after'] as const) {
      const { [side]: bytes, largest } = other
      if (largest[side] === null) continue
      this.add(side, largest[side])
      this[side] += bytes - largest[side].bytes
    }
  }
}
