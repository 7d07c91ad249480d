import type { Base } from '../catalogers/base/base.ts'
import { detectBase } from '../catalogers/base/detect-base.ts'
import type { Cataloger, Conclusion } from '../catalogers/cataloger.ts'
import { type Binaries, elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { type Libc, libcCataloger } from '../catalogers/libc.ts'
import type { OsRelease } from '../catalogers/os-release.ts'
import { osReleaseCataloger } from '../catalogers/os-release-cataloger.ts'
import { type Posture, postureCataloger } from '../catalogers/posture/posture.ts'
import type { FactReader, Json } from '../layer/fact-reader.ts'
import type { LayerInventory } from '../layer/layer-inventory.ts'
import type { ImageConfig } from '../oci/config.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import type { Digest } from '../oci/digest.ts'
import { layerInstructions } from '../oci/instruction.ts'
import type { Loss } from '../rootfs/loss.ts'
import { type LayerEffect, squash } from '../rootfs/squash.ts'
import { treesOf } from '../rootfs/squashed-tree.ts'
import type { SquashedTree } from '../rootfs/tree.ts'
import type { Image, Layer, SourceName } from '../sources/image.ts'
import { PACKAGE_CATALOGERS } from './catalogers.ts'
import { type ReadLayer, type ReadLayersOptions, readLayers } from './layers.ts'
import { type InstalledPackage, type Ownership, ownership } from './ownership.ts'

/** A layer in its image. */
export interface ImageLayer {
  readonly layer: Layer
  readonly inventory: LayerInventory
  readonly effect: LayerEffect
  /** The Dockerfile instruction that made it; null where the history does not say. */
  readonly instruction: string | null
}

/** Everything that is known of an image. What people ask for is a view of it. */
export interface ImageInventory {
  readonly source: SourceName
  readonly reference: string
  /** The manifest's; null where the source has none. */
  readonly descriptor: Descriptor | null
  readonly imageId: Digest | null
  readonly config: ImageConfig
  /** Base first. */
  readonly layers: readonly ImageLayer[]
  readonly tree: SquashedTree<unknown>
  /** The same tree with what this reader (one of src/inventory/catalogers.ts) found in its files. */
  readonly factsOf: <Fact extends Json>(reader: FactReader<Fact>) => SquashedTree<Fact>
  /** Every name that a layer took away from those below it, in the order in which the names went. */
  readonly losses: readonly Loss[]
  readonly os: OsRelease | null
  readonly libc: Libc
  readonly binaries: Binaries
  readonly base: Base
  readonly packages: readonly InstalledPackage[]
  readonly owners: Ownership['owners']
  readonly unowned: Ownership['unowned']
  readonly posture: Posture
  readonly warnings: readonly string[]
}

/**
 * Reads an image's layers and works out what is in it.
 * @throws {BrokenImageError} when the image is broken or hostile; {UnavailableError} when a part of it cannot be had;
 * {InterruptedError} when the signal aborts.
 */
export async function inventoryImage(image: Image, options: ReadLayersOptions): Promise<ImageInventory> {
  const read = await readLayers(image, options)
  // The stream of an engine brings the config along with the layers.
  const [manifest, config] = await Promise.all([image.manifest(), image.config()])
  return concludeImage({ ...namesOf(image), annotations: manifest?.annotations ?? {}, config }, read)
}

function namesOf({ source, reference, descriptor, imageId }: Image): Omit<ImageFacts, 'annotations' | 'config'> {
  return { source, reference, descriptor, imageId }
}

/** What is known of an image beside its layers. */
export interface ImageFacts extends Pick<ImageInventory, 'source' | 'reference' | 'descriptor' | 'imageId' | 'config'> {
  /** The manifest's. */
  readonly annotations: Readonly<Record<string, string>>
}

/** Works out what is in an image whose layers have been read, base first. */
export function concludeImage(facts: ImageFacts, read: readonly ReadLayer[]): ImageInventory {
  const { annotations, ...image } = facts
  const { config } = image
  const inventories = read.map(({ inventory }) => inventory)
  const squashed = squash(inventories)
  const trees = treesOf(squashed.root, inventories)
  const warnings = [
    ...read.flatMap(({ missing }) => missing ?? []),
    ...squashed.warnings,
    ...inventories.flatMap(({ problems }, index) =>
      problems.map(({ path, message }) => `${path} in layer ${index} could not be read: ${message}`),
    ),
  ]

  const conclude = <Finding>(cataloger: Cataloger<Json, Finding>, os: OsRelease | null): Finding => {
    const conclusion: Conclusion = { config, os, warn: (message) => warnings.push(message) }
    return cataloger.conclude(trees(cataloger.name), conclusion)
  }
  const os = conclude<OsRelease | null>(osReleaseCataloger, null)
  const listed = PACKAGE_CATALOGERS.flatMap((cataloger) => conclude(cataloger, os))
  const libc = conclude<Libc>(libcCataloger, os)
  const binaries = conclude<Binaries>(elfCataloger, os)
  const posture = conclude<Posture>(postureCataloger, os)
  const tree = trees('')
  const base = detectBase({
    tree,
    config,
    annotations,
    os,
    packages: listed,
    libc: libc.family,
  })
  const instructions = layerInstructions(config.history, read.length)
  return {
    ...image,
    layers: read.map(({ layer, inventory }, index) => ({
      layer,
      inventory,
      effect: squashed.effects[index]!,
      instruction: instructions[index]!,
    })),
    tree,
    // what a reader's name leads to is what that reader found
    factsOf: <Fact extends Json>(reader: FactReader<Fact>) => trees(reader.name) as SquashedTree<Fact>,
    losses: squashed.losses,
    os,
    libc,
    binaries,
    base,
    ...ownership(tree, listed),
    posture,
    warnings,
  }
}
