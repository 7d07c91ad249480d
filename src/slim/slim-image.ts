import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { type ElfObject, elfObject } from '../catalogers/elf/elf-object.ts'
import { environmentVariable, findProgram } from '../catalogers/elf/entrypoint.ts'
import { LibrarySearch } from '../catalogers/elf/library-search.ts'
import { Loaders } from '../catalogers/elf/loader.ts'
import type { ElfFact } from '../catalogers/elf/loader-configuration.ts'
import { type NodeWords, nodeWordsReader } from '../catalogers/node-words.ts'
import { type NpmDevelopment, npmDevelopmentReader } from '../catalogers/npm-development.ts'
import { isLanguageType } from '../catalogers/packages/package.ts'
import { type PythonImports, pythonImportsReader } from '../catalogers/python-imports.ts'
import { type Shebang, shebangReader } from '../catalogers/shebang.ts'
import { type ShellWords, shellWordsReader } from '../catalogers/shell-words.ts'
import { ownLayers } from '../fit/own-layers.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { type Owners, ownersOf } from '../inventory/owners.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import type { ExecutionConfig } from '../oci/config.ts'
import { type DependencyGraph, dependencyGraph } from '../packages/dependency-graph.ts'
import type { OwnLayers } from '../report/fit-document.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import { PackageFiles } from '../why/package-files.ts'
import { explicitDrops } from './explicit-drops.ts'
import type { DropReason } from './keep-reason.ts'
import { BaseOffer } from './onto/base-offer.ts'
import type { SlimOptions } from './slim-options.ts'

/** An image with what roots, followers, modes and policies ask of it: each worked out once. */
export class SlimImage {
  readonly inventory: ImageInventory
  readonly options: SlimOptions
  readonly tree: SquashedTree<unknown>
  readonly config: ExecutionConfig
  /** Which layers are the app's own. */
  readonly own: OwnLayers
  /** The package of each path. */
  readonly owners: Owners
  readonly packageFiles: PackageFiles
  /** What the user wants to go, whatever leads to it. */
  readonly drops: ReadonlyMap<TreeNode, DropReason>
  readonly dependencies: DependencyGraph<InstalledPackage>
  readonly binaries: SquashedTree<ElfFact>
  readonly scripts: SquashedTree<Shebang>
  readonly shellScripts: SquashedTree<ShellWords>
  readonly pythonImports: SquashedTree<PythonImports>
  readonly nodeWords: SquashedTree<NodeWords>
  readonly npmDevelopment: SquashedTree<NpmDevelopment>
  readonly loaders: Loaders
  readonly search: LibrarySearch
  /** What the base of `--onto` gives; null without one. */
  readonly offer: BaseOffer | null
  readonly #programs = new Map<string, string | null>()

  /** @throws {UsageError} when the options name layers that the image does not have; what `explicitDrops` throws. */
  constructor(inventory: ImageInventory, options: SlimOptions, base: ImageInventory | null = null) {
    const { tree, packages, factsOf } = inventory
    this.inventory = inventory
    this.options = options
    this.tree = tree
    this.config = inventory.config.config
    this.own = ownLayers(inventory, options)
    this.owners = ownersOf(tree, packages)
    this.packageFiles = new PackageFiles(tree, packages)
    this.drops = explicitDrops(inventory, this.packageFiles, options)
    this.dependencies = dependencyGraph(packages, tree)
    this.binaries = factsOf(elfCataloger)
    this.scripts = factsOf(shebangReader)
    this.shellScripts = factsOf(shellWordsReader)
    this.pythonImports = factsOf(pythonImportsReader)
    this.nodeWords = factsOf(nodeWordsReader)
    this.npmDevelopment = factsOf(npmDevelopmentReader)
    this.loaders = new Loaders(this.binaries)
    const libraryPath = environmentVariable(this.config, 'LD_LIBRARY_PATH') ?? ''
    this.search = new LibrarySearch(this.binaries, { libraryPath, workingDir: this.config.workingDir })
    this.offer = base === null ? null : new BaseOffer(this, base)
  }

  /** The program or library at a node. */
  objectAt(node: TreeNode): ElfObject | undefined {
    return node.type === 'file' ? elfObject(this.binaries, node) : undefined
  }

  /** Where PATH leads for a program's name; scripts ask for the same names again and again. */
  programAt(name: string): string | undefined {
    let found = this.#programs.get(name)
    if (found === undefined) {
      found = findProgram(this.tree, this.config, name)?.path ?? null
      this.#programs.set(name, found)
    }
    return found ?? undefined
  }

  /** The operating system's package that a path belongs to. */
  systemOwner(node: TreeNode): InstalledPackage | undefined {
    const owner = this.owners.get(node)
    return owner == null || isLanguageType(owner.type) ? undefined : owner
  }
}
