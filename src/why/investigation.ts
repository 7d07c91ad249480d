import { shebangReader } from '../catalogers/shebang.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import { type DependencyGraph, dependencyGraph } from '../packages/dependency-graph.ts'
import type { LayerName, PackageName } from '../report/why-document.ts'
import { imageReferences } from './image-references.ts'
import { PackageFiles } from './package-files.ts'
import type { References } from './references.ts'
import { type Start, startsOf } from './starts.ts'

/** What every answer about an image is drawn from. */
export interface Investigation {
  readonly inventory: ImageInventory
  readonly packageFiles: PackageFiles
  readonly dependencies: DependencyGraph<InstalledPackage>
  readonly references: References
  readonly starts: readonly Start[]
  readonly warnings: readonly string[]
}

/** Works out who owns, needs and starts what. */
export function investigate(inventory: ImageInventory): Investigation {
  const { tree, packages } = inventory
  const scripts = inventory.factsOf(shebangReader)
  return {
    inventory,
    packageFiles: new PackageFiles(tree, packages),
    dependencies: dependencyGraph(packages, tree),
    ...imageReferences(inventory),
    starts: startsOf(tree, inventory.config.config, (node) => scripts.fact(node) !== undefined),
  }
}

/** A layer with the instruction that made it. */
export function layerName({ layers }: ImageInventory, layer: number): LayerName {
  return { layer, instruction: layers[layer]?.instruction ?? null }
}

/** The names of a package, without all else that is known of it. */
export function packageName({ type, name, version, purl }: InstalledPackage): PackageName {
  return { type, name, version, purl }
}
