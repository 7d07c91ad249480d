import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { type ElfObject, elfObject } from '../catalogers/elf/elf-object.ts'
import { environmentVariable } from '../catalogers/elf/entrypoint.ts'
import { getOrInsert } from '../catalogers/elf/get-or-insert.ts'
import { LibrarySearch } from '../catalogers/elf/library-search.ts'
import { load } from '../catalogers/elf/load.ts'
import { type Loader, Loaders } from '../catalogers/elf/loader.ts'
import type { ElfFact } from '../catalogers/elf/loader-configuration.ts'
import type { ElfBinary } from '../catalogers/elf/parse.ts'
import { isLanguageType } from '../catalogers/packages/package.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import { dependencyGraph } from '../packages/dependency-graph.ts'
import type { AddedPackage } from '../report/fit-document.ts'
import { joinPath, nameOf } from '../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import { PackageFiles } from '../why/package-files.ts'

/** What nobody needs to run a program. */
const DOCUMENTATION =
  /^\/usr\/(?:local\/)?share\/(?:doc|doc-base|man|info|locale|lintian|bug|help|bash-completion|zsh)\//
/** What a package has for others to start. */
const PROGRAM_DIRECTORY = /\/s?bin\/[^/]+$/

/** The app's own image, where what a base lacks is looked for. */
export class Donor {
  readonly #image: ImageInventory
  readonly #binaries: SquashedTree<ElfFact>
  readonly #loaders: Loaders
  readonly #search: LibrarySearch
  readonly #systemPackages: readonly InstalledPackage[]
  #owners: PackageFiles | undefined
  /** For each program: where each object in its process finds each name that it needs. Objects are known by their facts. */
  readonly #links = new Map<ElfBinary, ReadonlyMap<ElfBinary, ReadonlyMap<string, string>>>()

  constructor(image: ImageInventory) {
    this.#image = image
    const tree = image.factsOf(elfCataloger)
    this.#binaries = tree
    const { config } = image.config
    this.#loaders = new Loaders(tree)
    this.#search = new LibrarySearch(tree, {
      libraryPath: environmentVariable(config, 'LD_LIBRARY_PATH') ?? '',
      workingDir: config.workingDir,
    })
    this.#systemPackages = image.packages.filter(({ type }) => !isLanguageType(type))
  }

  get image(): ImageInventory {
    return this.#image
  }

  /**
   * Where the app's image has the library that `requester` calls `name` when `program` is started; undefined where it has none.
   * @throws {SearchLimitError}
   */
  libraryFor(program: ElfObject, requester: ElfObject, name: string): string | undefined {
    const loader = this.#loaderOf(program)
    if (loader === undefined) return undefined
    return this.#linksOf(program, loader).get(requester.binary)?.get(name) ?? this.#find(requester, name, loader)
  }

  /** What is at a path of the app's image, symlinks followed. */
  at(path: string): TreeNode | undefined {
    return this.#image.tree.resolve(path)
  }

  /** The program or library at a path of the app's image. */
  objectAt(path: string): ElfObject | undefined {
    return elfObject(this.#binaries, this.at(path))
  }

  /** The operating system's package that has a path of the app's image. Directories that several have are of none of them. */
  packageOf(node: TreeNode): InstalledPackage | undefined {
    this.#owners ??= new PackageFiles(this.#image.tree, this.#systemPackages)
    const [owner, other] = this.#owners.ownersOf(node)
    return node.type === 'file' || other === undefined ? owner : undefined
  }

  /** As `packageOf`, for documents. */
  addedPackageOf(node: TreeNode): AddedPackage | null {
    const found = this.packageOf(node)
    if (found === undefined) return null
    const { type, name, version, purl, slicePaths = {} } = found
    const isNode = (path: string): boolean =>
      nameOf(path) === node.name && this.#image.tree.resolveParent(path)?.path === node.path
    const slices = Object.entries(slicePaths).filter(([, paths]) => paths.some(isNode))
    return { type, name, version, purl, slices: slices.map(([slice]) => slice) }
  }

  /**
   * What goes with a program: the rest of its package, but for other programs and documentation, and the same of packages that
   * it depends on and that were built from the same source (`libpython3.11-stdlib` of `python3.11`).
   */
  companionsOf(program: TreeNode): string[] {
    const owner = this.packageOf(program)
    if (owner === undefined) return []
    const graph = dependencyGraph(this.#systemPackages, this.#image.tree)
    const packages = new Set([owner])
    for (const found of packages) {
      for (const dependency of graph.dependenciesOf(found).keys()) {
        if (sourceOf(dependency) === sourceOf(owner)) packages.add(dependency)
      }
    }
    return [...packages].flatMap((found) =>
      this.#owners!.filesOf(found)
        .map(({ path }) => path)
        .filter((path) => !DOCUMENTATION.test(path) && !PROGRAM_DIRECTORY.test(path)),
    )
  }

  #loaderOf({ binary }: ElfObject): Loader | undefined {
    return typeof binary.interpreter === 'string' ? this.#loaders.at(binary.interpreter) : undefined
  }

  #linksOf(program: ElfObject, loader: Loader): ReadonlyMap<ElfBinary, ReadonlyMap<string, string>> {
    return getOrInsert(this.#links, program.binary, () => {
      const links = new Map<ElfBinary, Map<string, string>>()
      for (const { object, needs, found } of load(program, loader, this.#search).links) {
        getOrInsert(links, object.binary, () => new Map()).set(needs, this.#nameOf(found, needs))
      }
      return links
    })
  }

  /** As the loader would, for an object that the app's image does not start itself: one of the base. */
  #find(requester: ElfObject, name: string, loader: Loader): string | undefined {
    const origin = requester.node.parent?.path ?? '/'
    const found = this.#search.find(name, { ...requester, origin, loadedBy: null, depth: 0 }, loader)
    return found === undefined ? undefined : this.#nameOf(found, name)
  }

  /** The name by which it was found, which mostly is a symlink; the file itself where a loader knows more names. */
  #nameOf(found: ElfObject & { readonly origin?: string }, needs: string): string {
    const named = joinPath(found.origin ?? '/', nameOf(needs))
    return this.at(named)?.inode === found.node.inode ? named : found.node.path
  }
}

function sourceOf({ name, source }: InstalledPackage): string {
  return source?.name ?? name
}
