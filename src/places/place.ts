/** A directory or file with what two images have there, in bytes. */
export class Place {
  readonly path: string
  readonly parent: Place | null
  /** Those below that are counted by themselves. */
  readonly parts: Place[] = []
  before = 0
  after = 0
  /** How much came and went, however much of it evens out. */
  moved = 0

  constructor(path: string, parent: Place | null) {
    this.path = path
    this.parent = parent
  }

  /** A directory in this one. */
  directory(path: string): Place {
    const place = new Place(path, this)
    this.parts.push(place)
    return place
  }

  /** Counts a file in this directory. */
  file(path: string, before: number, after: number): void {
    // what did not change needs no place of its own
    const place = before === after ? this : this.directory(path)
    place.before += before
    place.after += after
    place.moved += Math.abs(after - before)
  }
}
