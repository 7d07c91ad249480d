import { displayable } from '../../inspect/displayable.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { ledgerOf } from '../../inventory/ledger.ts'
import type { BaselineDocument, BaselinePackage } from '../../report/baseline-document.ts'
import type { WrittenRule } from '../budget.ts'
import { figuresOf } from '../figures.ts'
import { baseLayersOf } from './base-layers.ts'
import { homeOf } from './home-of.ts'
import { type CountedFile, pathText, rollUp } from './roll-up.ts'
import { sizesOf } from './sizes-of.ts'

/** What a baseline is made with beside the image. */
export interface BaselineOptions {
  /** Of these, the sizes that patterns are about are kept. */
  readonly rules?: readonly WrittenRule[]
  /** How many of the lowest layers are the base's, where the user says so. */
  readonly baseLayers?: number | undefined
}

/** Some 200 kB of JSON at most: a file that people commit, and that explains growth to a fraction of a percent. */
const MOST_PATHS = 2000

/**
 * What is kept of an image to measure later ones against.
 * @throws {UsageError} when the user names more base layers than there are
 */
export function baselineOf(
  inventory: ImageInventory,
  { rules = [], baseLayers }: BaselineOptions = {},
): BaselineDocument {
  const { reference, descriptor, config, layers } = inventory
  const { byPackage, unowned } = countFiles(inventory)
  const { paths, from } = rollUp(unowned, MOST_PATHS)
  const base = baseLayersOf(inventory, baseLayers)
  return displayable({
    reference,
    digest: descriptor?.digest ?? null,
    platform: config.platform,
    created: config.created,
    figures: figuresOf(inventory),
    sizes: sizesOf(inventory, rules),
    layers: layers.map(({ inventory: { digest, diffId, compressedBytes }, effect: { fileBytes }, instruction }) => {
      return { digest, diffId, compressedBytes, fileBytes, instruction }
    }),
    baseLayers: base.count,
    baseEvidence: base.evidence,
    packages: byPackage.map(packageOf),
    unowned: paths,
    unownedFrom: from,
  })
}

/** Files of a package, in the order of the tree. */
interface PackageFiles extends Pick<BaselinePackage, 'type' | 'name' | 'version' | 'architecture'> {
  readonly files: CountedFile[]
}

/** Sorts the content of the final filesystem by whose it is, every byte once. */
function countFiles(inventory: ImageInventory): {
  readonly byPackage: readonly PackageFiles[]
  readonly unowned: readonly CountedFile[]
} {
  const ledger = ledgerOf(inventory)
  const packages = new Map<string, PackageFiles>()
  const unowned: CountedFile[] = []
  for (const node of inventory.tree.nodes()) {
    const bytes = ledger.bytesAt(node)
    if (bytes === 0) continue
    const owner = ledger.ownerOf(node)
    if (owner === null) {
      unowned.push({ node, bytes })
      continue
    }
    const { type, name, version, architecture } = owner
    const key = [type, name, version, architecture ?? ''].join('\0') // sorts before all that they hold
    const known = packages.get(key)
    if (known === undefined) packages.set(key, { type, name, version, architecture, files: [{ node, bytes }] })
    else known.files.push({ node, bytes })
  }
  const inOrder = [...packages].sort(([a], [b]) => (a < b ? -1 : 1))
  return { byPackage: inOrder.map(([, item]) => item), unowned }
}

function packageOf({ type, name, version, architecture, files }: PackageFiles): BaselinePackage {
  const layers = new Map<number, number>()
  let total = 0
  for (const { node, bytes } of files) {
    total += bytes
    layers.set(node.contentLayer, (layers.get(node.contentLayer) ?? 0) + bytes)
  }
  const [[layer]] = [...layers].sort(([a, x], [b, y]) => y - x || a - b) as [[number, number]]
  return { type, name, version, architecture, bytes: total, layer, path: pathText(homeOf(files)) }
}
