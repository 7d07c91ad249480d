import { type FitApp, fitApp } from '../fit/app.ts'
import { tryBase } from '../fit/fit.ts'
import type { FitBase } from '../fit/trial.ts'
import { type BaseLayers, baseLayersOf } from '../gate/baseline/base-layers.ts'
import { concludeImage, type ImageInventory } from '../inventory/image-inventory.ts'
import type { BaseFitting, BaseSaving, ImageBase, OneBase } from '../report/pod-document.ts'
import { formatCount } from '../report/quantity.ts'
import { bytesOnNode, difference, type NodeLayer, nodeLayers, stacked } from './node-layers.ts'

/** An image of a pod. */
export interface BasedImage {
  /** Index of `PodDocument.images`. */
  readonly index: number
  /** What it is called in sentences. */
  readonly label: string
  readonly inventory: ImageInventory
}

/** Bases beyond so many are not tried, the smallest first: each takes a trial for each image. */
const MOST_BASES = 6

/** An image whose base can be told. */
interface Based extends BasedImage {
  readonly base: ImageBase
  /** Of the base, and of what stands on it. */
  readonly below: readonly NodeLayer[]
  readonly above: readonly NodeLayer[]
  /** The ChainID of the base, the same for all images that stand on it. */
  readonly key: string
}

/**
 * What it would save if all images of a pod stood on one of their bases. Of bases that have the C library of all others and on which these
 * would start (as `imgpeek fit` has it), that one is taken which leaves the least unpacked; what would have to come along with an image
 * counts. The layers above the bases count as they are, though they would be built anew.
 */
export function oneBase(images: readonly BasedImage[]): OneBase {
  const told = images.map((image) => ({ image, found: baseEnd(image.inventory) }))
  const unknown = told.filter(({ found }) => found.count === null).map(({ image }) => image.index)
  const based = told.flatMap(({ image, found }) => (found.count ? [splitAt(image, found.count, found.evidence)] : []))
  const bases = based.map(({ base }) => base)
  const distinct = [...new Map(based.map((image) => [image.key, image])).values()]
  if (distinct.length < 2) {
    const says =
      based.length === 0
        ? 'No image stands on a base that can be told.'
        : based.length === 1
          ? `${based[0]!.label} alone stands on a base that can be told.`
          : `${formatCount(based.length, 'image')} stand on the same base.`
    return { outcome: 'one', says, bases, unknown, saves: null }
  }
  const others = images.filter(({ index }) => bases.every(({ image }) => image !== index))
  const tried = trial(
    distinct,
    based,
    others.map(({ inventory }) => nodeLayers(inventory)),
  )
  const best = tried.savings.toSorted((a, b) => b.layerBytes - a.layerBytes)[0]
  if (best !== undefined && best.layerBytes > 0) {
    return { outcome: 'saves', says: 'All would start on one base.', bases, unknown, saves: best }
  }
  const says =
    best === undefined
      ? `None would do for all: ${tried.refusals[0]!}`
      : 'None would save anything: what would have to come along with the images is more than their bases take.'
  return { outcome: 'none', says, bases, unknown, saves: null }
}

/** An image of one layer with a system in it is a base and nothing else, as many an init container's. */
function baseEnd(inventory: ImageInventory): BaseLayers {
  const end = baseLayersOf(inventory)
  return end.count === null && inventory.layers.length === 1 ? { count: 1, evidence: 'its only layer' } : end
}

function splitAt({ index, label, inventory }: BasedImage, count: number, evidence: string): Based {
  const layers = nodeLayers(inventory)
  const below = layers.slice(0, count)
  const { family, variant } = inventory.base
  return {
    index,
    label,
    inventory,
    below,
    above: layers.slice(count),
    key: below.at(-1)!.chainId,
    base: { image: index, layers: count, family, variant, evidence, ...bytesOnNode([below]) },
  }
}

/** Tries all images on each base; `others` stay as they are. */
function trial(
  candidates: readonly Based[],
  images: readonly Based[],
  others: readonly (readonly NodeLayer[])[],
): { readonly savings: readonly BaseSaving[]; readonly refusals: readonly string[] } {
  const now = bytesOnNode([...others, ...images.map(({ below, above }) => [...below, ...above])])
  const savings: BaseSaving[] = []
  const refusals: string[] = []
  const apps = new Map<Based, FitApp>()
  const appOf = (image: Based): FitApp => {
    const app = apps.get(image) ?? fitApp(image.inventory, { baseLayers: image.base.layers })
    apps.set(image, app)
    return app
  }
  const smallest = candidates.toSorted((a, b) => a.base.layerBytes - b.base.layerBytes).slice(0, MOST_BASES)
  for (const candidate of smallest) {
    const tried = fitAll(candidate, images, appOf)
    if ('refusal' in tried) {
      refusals.push(tried.refusal)
      continue
    }
    const then = bytesOnNode([...others, ...images.map((image) => onBase(image, candidate))])
    const { compressedBytes, layerBytes } = difference(now, then)
    const added = tried.fits.reduce((sum, { addBytes }) => sum + addBytes, 0)
    savings.push({ image: candidate.index, compressedBytes, layerBytes: layerBytes - added, fits: tried.fits })
  }
  return { savings, refusals }
}

function fitAll(
  candidate: Based,
  images: readonly Based[],
  appOf: (image: Based) => FitApp,
): { readonly fits: readonly BaseFitting[] } | { readonly refusal: string } {
  const base = lowerImage(candidate)
  const fits: BaseFitting[] = []
  for (const image of images) {
    if (image.key === candidate.key) continue
    const { family } = image.inventory.libc
    if (family !== 'none' && family !== base.libc.family) {
      const has = base.libc.family === 'none' ? 'no C library' : base.libc.family
      return { refusal: `${image.label} is made for ${family}, and ${baseName(candidate)} has ${has}.` }
    }
    const { verdict, size, reasons } = tryBase(appOf(image), base, { label: '' })
    if (verdict === 'does-not-fit') {
      const why = reasons[0] === undefined ? '.' : `: ${reasons[0]}`
      return { refusal: `${image.label} would not start on ${baseName(candidate)}${why}` }
    }
    fits.push({ image: image.index, verdict, addBytes: size.addBytes + size.laterBytes })
  }
  return { fits }
}

function baseName({ base: { family, variant }, label }: Based): string {
  return `the base of ${label} (${variant === null ? family : `${family} ${variant}`})`
}

/** The layers of an image when its base is another's. */
function onBase({ above }: Based, { below, key }: Based): NodeLayer[] {
  return [...below, ...stacked(above, key)]
}

/** The base of an image, as if it were an image of its own. */
function lowerImage({ inventory, base }: Based): FitBase {
  const { source, reference, descriptor, imageId, config, layers } = inventory
  const read = layers.slice(0, base.layers).map((layer) => ({ ...layer, missing: null }))
  return concludeImage({ source, reference, descriptor, imageId, config, annotations: {} }, read)
}
