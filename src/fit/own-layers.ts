import { isLanguageType } from '../catalogers/packages/package.ts'
import { UsageError } from '../errors.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { OwnLayers } from '../report/fit-document.ts'
import { layerAuthors } from '../waste/layer-author.ts'

/** What the user says of an image's layers. */
export interface LayerChoice {
  /** How many of the lowest layers are the base's. */
  readonly baseLayers?: number | undefined
  /** Indexes of the layers that are the app's own. */
  readonly appLayers?: readonly number[] | undefined
}

/**
 * Tells which layers of an image are the app's own, and which are those of the base that it was built on.
 * @throws {UsageError} when the user names layers that the image does not have.
 */
export function ownLayers(image: ImageInventory, { baseLayers, appLayers }: LayerChoice): OwnLayers {
  const all = [...image.layers.keys()]
  if (appLayers !== undefined) {
    refuseMissing(appLayers, image)
    return { toldBy: 'user', layers: [...new Set(appLayers)].sort((a, b) => a - b), evidence: '--app-layers says so' }
  }
  if (baseLayers !== undefined) {
    if (baseLayers > all.length) refuseMissing([baseLayers - 1], image)
    return { toldBy: 'user', layers: all.slice(baseLayers), evidence: '--base-layers says so' }
  }
  if (!hasSystem(image)) {
    return { toldBy: 'emptiness', layers: all, evidence: 'no os-release file and no package database below it' }
  }
  const authors = layerAuthors(image.layers.map(({ instruction }) => instruction))
  const first = authors.findIndex(({ kind }) => kind === 'run' || kind === 'copy')
  // Without a Dockerfile only the root filesystem at the bottom is known for what it is.
  const below = first === -1 ? authors.findIndex(({ kind }) => kind !== 'base') : first
  if (below > 0) {
    const { label } = authors[below - 1]!
    const what = below === 1 ? label : `layers 0 to ${below - 1}`
    return { toldBy: 'history', layers: all.slice(below), evidence: `the history begins with ${what}` }
  }
  return { toldBy: 'packages', layers: all, evidence: 'no package of the operating system lists these files' }
}

/** Whether there is any operating system that an app could stand on. */
function hasSystem({ os, packages }: ImageInventory): boolean {
  return os !== null || packages.some(({ type }) => !isLanguageType(type))
}

function refuseMissing(layers: readonly number[], { layers: { length }, reference }: ImageInventory): void {
  const missing = layers.find((layer) => layer >= length)
  if (missing === undefined) return
  const there = length === 0 ? 'no layers' : length === 1 ? 'layer 0 only' : `layers 0 to ${length - 1}`
  throw new UsageError(`${reference} has no layer ${missing}; it has ${there}.`)
}
