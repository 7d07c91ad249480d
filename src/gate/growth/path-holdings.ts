import type { BaselineDocument } from '../../report/baseline-document.ts'
import { parentOf } from '../../rootfs/path.ts'
import { Holding, type Side } from './holding.ts'
import type { Origin, Origins } from './origins.ts'

/** What two images have at paths that no package has, by path without a slash at its end. */
export type PathHoldings = ReadonlyMap<string, Holding>

/** What no package has, by whose doing it is that it is there or gone. */
export function pathHoldings(
  before: BaselineDocument,
  after: BaselineDocument,
  origins: Origins,
): ReadonlyMap<Origin, PathHoldings> {
  const byOrigin = new Map<Origin, Map<string, Holding>>()
  const count = (side: Side, { unowned }: BaselineDocument): void => {
    for (const entry of unowned) {
      const path = entry.path.replace(/(?<=.)\/$/, '')
      holdingAt(path, mapAt(origins.of(side, entry.layer), byOrigin)).add(side, entry)
    }
  }
  count('before', before)
  count('after', after)
  const base = byOrigin.get('base')
  const own = byOrigin.get('own')
  if (base !== undefined && own !== undefined) joinMoved(base, own)
  for (const holdings of byOrigin.values()) {
    evenOut(holdings, 'before', before.unownedFrom)
    evenOut(holdings, 'after', after.unownedFrom)
  }
  return byOrigin
}

/** What left the one for the other, as a file that is given to another owner in a layer above, did not come and go. */
function joinMoved(base: Map<string, Holding>, own: Map<string, Holding>): void {
  for (const [path, one] of base) {
    const other = own.get(path)
    if (other === undefined || one.growth * other.growth >= 0) continue
    if (Math.abs(one.growth) > Math.abs(other.growth)) {
      one.take(other)
      own.delete(path)
    } else {
      other.take(one)
      base.delete(path)
    }
  }
}

/**
 * What holds so little that the directory above says it is an entry of its own in one image and none in the other when it comes to
 * hold a little more. What that directory lost then is what was here.
 * @param side where entries may be missing
 * @param from what an entry holds there at least
 */
function evenOut(holdings: PathHoldings, side: Side, from: number): void {
  if (from === 0) return
  const other = side === 'before' ? 'after' : 'before'
  const missing = [...holdings].filter(([, holding]) => holding[side] === 0 && holding[other] > 0)
  for (const [path, holding] of missing.sort(([, a], [, b]) => b[other] - a[other])) {
    const above = nearestAbove(path, holdings, side)
    const moved = above === undefined ? 0 : Math.min(from - 1, holding[other], above[side] - above[other])
    if (moved <= 0) continue
    above![side] -= moved
    holding[side] += moved
    holding.largest[side] = above!.largest[side]
  }
}

function nearestAbove(path: string, holdings: PathHoldings, side: Side): Holding | undefined {
  for (let at = path; at !== '/'; ) {
    at = parentOf(at)
    const holding = holdings.get(at)
    if (holding !== undefined && holding[side] > 0) return holding
  }
  return undefined
}

function mapAt(origin: Origin, byOrigin: Map<Origin, Map<string, Holding>>): Map<string, Holding> {
  const known = byOrigin.get(origin)
  if (known !== undefined) return known
  const map = new Map<string, Holding>()
  byOrigin.set(origin, map)
  return map
}

function holdingAt(path: string, holdings: Map<string, Holding>): Holding {
  const known = holdings.get(path)
  if (known !== undefined) return known
  const holding = new Holding()
  holdings.set(path, holding)
  return holding
}
