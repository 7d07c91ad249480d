import { concentrate } from '../../places/concentrate.ts'
import { Place } from '../../places/place.ts'
import { parentOf } from '../../rootfs/path.ts'
import { Holding, type Located, type Side } from './holding.ts'
import type { PathHoldings } from './path-holdings.ts'

/** A file or directory that grew or shrank. */
interface NamedPlace {
  /** That of a directory ends in `/`. */
  readonly path: string
  readonly before: number
  readonly after: number
  /** What is most to blame there, in each image. */
  readonly largest: Readonly<Record<Side, Located | null>>
}

/** Names the files and directories where the change is; they add up to the whole change. */
export function namePlaces(holdings: PathHoldings): NamedPlace[] {
  const places = concentrate(treeOf(holdings)).map((place) => ({ ...place, blame: new Blame() }))
  const named = new Map(places.map((place) => [place.path, place]))
  for (const [path, holding] of holdings) {
    const place = named.get(nearestNamed(path, named))
    place?.blame.consider(holding, Math.sign(place.after - place.before))
  }
  return places.map(({ path, before, after, blame }) => ({
    path: isFile(path, holdings) || path === '/' ? path : `${path}/`,
    before,
    after,
    largest: { before: blame.in('before'), after: blame.in('after') },
  }))
}

/** Finds what is most to blame for the change of a place. */
class Blame {
  readonly #all = new Holding()
  #worst: { readonly holding: Holding; readonly growth: number } | undefined

  /** @param sign 1 where the place grew, -1 where it shrank */
  consider(holding: Holding, sign: number): void {
    this.#all.take(holding)
    const growth = holding.growth * sign
    if (this.#worst === undefined || growth > this.#worst.growth) this.#worst = { holding, growth }
  }

  /** What is not there any more leaves the blame to what is. */
  in(side: Side): Located | null {
    return this.#worst?.holding.largest[side] ?? this.#all.largest[side]
  }
}

function treeOf(holdings: PathHoldings): Place {
  const root = new Place('/', null)
  const places = new Map([['/', root]])
  const placeAt = (path: string): Place => {
    const missing: string[] = []
    let at = path
    for (; !places.has(at); at = parentOf(at)) missing.push(at)
    let place = places.get(at)!
    for (const below of missing.reverse()) {
      place = place.directory(below)
      places.set(below, place)
    }
    return place
  }
  for (const [path, { before, after }] of holdings) {
    const place = placeAt(path)
    place.before += before
    place.after += after
    place.moved += Math.abs(after - before)
  }
  return root
}

function nearestNamed(path: string, named: ReadonlyMap<string, unknown>): string {
  let at = path
  while (at !== '/' && !named.has(at)) at = parentOf(at)
  return at
}

function isFile(path: string, holdings: PathHoldings): boolean {
  const largest = holdings.get(path)?.largest
  return [largest?.before, largest?.after].some((entry) => entry != null && !entry.path.endsWith('/'))
}
