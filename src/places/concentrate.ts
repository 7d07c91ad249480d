import type { Place } from './place.ts'

/** A file or directory that holds more or less than it did, in bytes. */
export interface NamedPlace {
  readonly path: string
  /** Whether parts of the directory are named themselves, and not counted in this one. */
  readonly rest: boolean
  readonly before: number
  readonly after: number
}

/** A place that has this share of all that came and went is named; what is less is told of the directory above. */
const NAMED_SHARE = 1 / 20

/**
 * Names the places where the change is: files and directories that have a good share of it when what is named below them is
 * not counted, which go as deep as the change does (hierarchical heavy hitters; Cormode and others, VLDB 2003). They add up to
 * the whole change.
 * @param root whose places are added up by this, and of no more use then
 */
export function concentrate(root: Place): NamedPlace[] {
  const places = [root]
  // a list that grows while it is gone through gives what was added, too
  for (const place of places) places.push(...place.parts)
  const enough = places.reduce((sum, place) => sum + place.moved, 0) * NAMED_SHARE
  const divided = new Set<Place>()
  const named: NamedPlace[] = []
  // what is deeper comes later
  for (const place of places.reverse()) {
    const { path, parent, before, after, moved } = place
    if (parent !== null && (moved === 0 || moved < enough)) {
      parent.before += before
      parent.after += after
      parent.moved += moved
      if (divided.has(place)) divided.add(parent)
    } else {
      if (before !== after) named.push({ path, rest: divided.has(place), before, after })
      if (parent !== null) divided.add(parent)
    }
  }
  return named
}
