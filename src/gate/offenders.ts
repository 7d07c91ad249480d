import { isLanguageType } from '../catalogers/packages/package.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import { layerInstructions } from '../oci/instruction.ts'
import type { Offender } from '../report/gate-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import type { GatedImage } from './gated-image.ts'

/** As many offenders stand with a rule: what lies behind the first ones seldom changes what one does. */
const MOST_OFFENDERS = 10

const NOBODY: Offender = { path: null, package: null, layer: null, instruction: null, bytes: null, detail: null }

/** The largest of them, as many as a result holds; those of one size as they come. */
export function largestOffenders(offenders: readonly Offender[]): Offender[] {
  return offenders.toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0)).slice(0, MOST_OFFENDERS)
}

/** What is neither path, package nor layer: `runs as root`. */
export function factOffender(detail: string): Offender {
  return { ...NOBODY, detail }
}

/** A path of the final filesystem, with the package that owns it. */
export function pathOffender(inventory: ImageInventory, node: TreeNode, detail: string | null = null): Offender {
  const owner = inventory.owners.get(node)
  return {
    path: node.path,
    package: owner ? packageName(owner) : null,
    ...layerOf(inventory, node.layer),
    bytes: node.size,
    detail,
  }
}

/** A path that may not be there any more, in the layer that stores it. */
export function storedPathOffender(
  inventory: ImageInventory,
  stored: { readonly path: string; readonly bytes: number; readonly layer: number | null },
  detail: string,
): Offender {
  const { path, bytes, layer } = stored
  return { ...NOBODY, path, bytes, ...(layer === null ? {} : layerOf(inventory, layer)), detail }
}

/** A package, with its version. */
export function packageOffender(
  inventory: ImageInventory,
  found: InstalledPackage,
  detail: string | null = null,
): Offender {
  return {
    // the databases of operating systems are the same for all of their packages
    path: isLanguageType(found.type) ? found.database : null,
    package: packageName(found),
    ...layerOf(inventory, found.layer),
    bytes: found.installedBytes,
    detail,
  }
}

/** The layers of an image by what a client downloads of them. Instructions are known where the config was read. */
export function layerOffenders({ layers, config }: GatedImage): Offender[] {
  const instructions = config === null ? [] : layerInstructions(config.history, layers.length)
  return layers.map(({ index, compressedBytes }) => ({
    ...NOBODY,
    layer: index,
    instruction: instructions[index] ?? null,
    bytes: compressedBytes,
  }))
}

function packageName({ type, name, version }: InstalledPackage): string {
  return `${type}:${name}@${version}`
}

function layerOf({ layers }: ImageInventory, index: number): Pick<Offender, 'layer' | 'instruction'> {
  return { layer: index, instruction: layers[index]?.instruction ?? null }
}
