/** What a chart shows of the numbers, from its floor to its top. */
export interface Scale {
  readonly floor: number
  readonly top: number
}

/** Of the room below the least value, this much of the way between the least and the most is left. */
const ROOM_BELOW = 1 / 3

/**
 * A scale on which changes can be seen: it begins at 0, unless all values are closer to each other than to 0. Whoever draws it writes
 * down where it begins.
 */
export function scaleOf(least: number, most: number): Scale {
  if (least === most) return { floor: 0, top: most === 0 ? 1 : most }
  if (least <= most / 2) return { floor: Math.min(0, least), top: most }
  const floor = least - (most - least) * ROOM_BELOW
  return { floor: Number.isInteger(least) ? Math.floor(floor) : floor, top: most }
}

/** Where on a scale a value is, from 0 to 1. */
export function heightOn({ floor, top }: Scale, value: number): number {
  return (value - floor) / (top - floor)
}
