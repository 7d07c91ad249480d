import { elfCataloger } from '../../catalogers/elf/elf-cataloger.ts'
import { abiOf } from '../../catalogers/elf/elf-object.ts'
import { environmentVariable } from '../../catalogers/elf/entrypoint.ts'
import { LibrarySearch } from '../../catalogers/elf/library-search.ts'
import { type Loader, Loaders } from '../../catalogers/elf/loader.ts'
import { LOADER_CACHE } from '../../catalogers/elf/loader-cache.ts'
import { isPartOfGlibc } from '../../fit/c-library.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { nameOf } from '../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { isGlibc } from '../followers/glibc.ts'
import type { DropReason } from '../keep-reason.ts'
import type { Lead } from '../lead.ts'
import { appFiles } from '../roots/own-files.ts'
import type { SlimImage } from '../slim-image.ts'

/** Something of the source that does not come along, because the base gives it. */
export interface Given extends DropReason {
  readonly kind: 'base'
  /** What the base has for it; null where it is a part of something that the base has in a form of its own. */
  readonly by: TreeNode | null
}

/** Links in the root directory that lead to whole directories: merged /usr has some five. */
const MOST_LINKS = 32

/** Which system this is: of an image that says it, no second answer is wanted. */
const OS_RELEASE = /^\/(?:etc|usr\/lib)\/os-release$/

/**
 * What a base gives of what an app's image has: what is at the same path, libraries that its loader finds wherever they lie, and the
 * parts of packages that it has. Files of the app itself are never the base's to give.
 */
export class BaseOffer {
  readonly #source: SlimImage
  readonly #base: ImageInventory
  readonly #own: ReadonlySet<TreeNode>
  readonly #packages: ReadonlySet<string>
  readonly #aliases: readonly { readonly directory: string; readonly link: string }[]
  readonly #search: LibrarySearch
  /** The base's loaders that programs of the source name. */
  readonly #loaders: readonly Loader[]
  /** The packages that have the source's glibc in them; null where programs do not meet a glibc of the base. */
  readonly #glibc: ReadonlySet<InstalledPackage> | null

  constructor(source: SlimImage, base: ImageInventory) {
    this.#source = source
    this.#base = base
    this.#own = new Set(appFiles(source))
    this.#packages = new Set(base.packages.map(keyOf))
    this.#aliases = directoryLinks(source.tree)
    const binaries = base.factsOf(elfCataloger)
    const libraryPath = environmentVariable(source.config, 'LD_LIBRARY_PATH') ?? ''
    this.#search = new LibrarySearch(binaries, { libraryPath, workingDir: source.config.workingDir })
    const loaders = new Loaders(binaries)
    this.#loaders = [...interpretersIn(source)]
      .map((path) => loaders.at(path))
      .filter(({ object }) => object !== undefined)
    this.#glibc = this.#loaders.some(({ kind }) => kind === 'glibc') ? glibcPackages(source) : null
  }

  /** Whether the base states a package of that name. */
  has(found: InstalledPackage): boolean {
    return this.#packages.has(keyOf(found))
  }

  /** What the base has at a path, symlinks followed. */
  at(path: string): TreeNode | undefined {
    return this.#base.tree.resolve(path)
  }

  /**
   * What the base gives for what a lead names; undefined where that has to come along, or each of its paths is to be asked about by
   * itself.
   * @param nodes what the lead passes and where it ends
   * @throws {SearchLimitError}
   */
  forLead(lead: Lead, nodes: readonly TreeNode[]): Given | undefined {
    const end = nodes.at(-1)
    if (end === undefined || lead.tree || nodes.some((node) => this.#isOwn(node))) return undefined
    const by = this.at(lead.path)
    if (by !== undefined && isSameKind(by, end)) return given(by, lead.path)
    const library = lead.kind === 'library' ? this.#library(nameOf(lead.path), end) : undefined
    return library === undefined ? undefined : given(library, lead.path)
  }

  /** What the base gives for a path; `isPart` says that the path comes along as a part of a whole. */
  forNode(node: TreeNode, isPart: boolean): Given | undefined {
    if (this.#isOwn(node)) return undefined
    if (OS_RELEASE.test(node.path) && this.#base.os !== null) {
      return { kind: 'base', says: 'the base says which system it is', by: this.at('/etc/os-release') ?? null }
    }
    for (const path of isPart ? this.#namesOf(node) : [node.path]) {
      const by = this.at(path)
      if (by === undefined ? this.#isDeadLink(path, node) : isSameKind(by, this.#endOf(node))) return given(by, path)
    }
    if (this.#isOfGlibc(node)) return { kind: 'base', says: "is a part of glibc, which is the base's", by: null }
    const owner = isPart ? this.#source.systemOwner(node) : undefined
    if (owner === undefined || !this.has(owner)) return undefined
    return { kind: 'base', says: `belongs to ${owner.name}, which the base has`, by: null }
  }

  #isOwn(node: TreeNode): boolean {
    // what ldconfig says of the source's libraries is no part of an app
    return this.#own.has(node) && node.path !== LOADER_CACHE
  }

  /** The loader, the C library and what knows their insides have to be of one build. */
  #isOfGlibc(node: TreeNode): boolean {
    if (this.#glibc === null || node.type === 'directory') return false
    const owner = this.#source.systemOwner(node)
    if (owner !== undefined && this.#glibc.has(owner)) return true
    const object = this.#source.objectAt(node)
    return object !== undefined && isPartOfGlibc(object.binary)
  }

  /** A library for the same loaders under the same name. */
  #library(name: string, end: TreeNode): TreeNode | undefined {
    const object = this.#source.objectAt(end)
    if (object === undefined) return undefined
    // The search asks nothing of who needs it but its machine: the directories that the requester states are the source's.
    const requester = {
      node: end,
      binary: { ...object.binary, runpath: '', rpath: '' },
      origin: '/',
      loadedBy: null,
      depth: 0,
    }
    for (const loader of this.#loaders) {
      if (abiOf(loader.object!.binary) !== abiOf(object.binary)) continue
      const found = this.#search.find(name, requester, loader)
      if (found !== undefined) return found.node
    }
    return undefined
  }

  /** A path, and the names that the source's symlinks to whole directories give to it (merged /usr). */
  *#namesOf({ path }: TreeNode): Iterable<string> {
    yield path
    for (const { directory, link } of this.#aliases) {
      if (path.startsWith(`${directory}/`)) yield link + path.slice(directory.length)
    }
  }

  #endOf(node: TreeNode): TreeNode {
    return (node.type === 'symlink' ? this.#source.tree.resolve(node.path) : undefined) ?? node
  }

  /** Links to what only containers have (/dev/stdout, /proc/mounts) lead nowhere in either image. */
  #isDeadLink(path: string, node: TreeNode): boolean {
    return node.type === 'symlink' && this.#base.tree.resolveParent(path)?.linkTarget === node.linkTarget
  }
}

function keyOf({ type, name }: InstalledPackage): string {
  return `${type}\0${name}`
}

function given(by: TreeNode | undefined, path: string): Given {
  const says = by === undefined || by.path === path ? 'the base has it' : `the base has ${by.path}`
  return { kind: 'base', says, by: by ?? null }
}

/** Where a file is needed, a directory is of no use. */
function isSameKind(a: TreeNode, b: TreeNode): boolean {
  return (a.type === 'directory') === (b.type === 'directory')
}

function directoryLinks(tree: SquashedTree<unknown>): { readonly directory: string; readonly link: string }[] {
  const links = [...tree.root.children!.values()].flatMap((link) => {
    const end = link.type === 'symlink' ? tree.resolve(link.path) : undefined
    return end?.type === 'directory' && end.parent !== null ? [{ directory: end.path, link: link.path }] : []
  })
  return links.slice(0, MOST_LINKS)
}

/** The loaders that programs name. */
function interpretersIn({ binaries }: SlimImage): ReadonlySet<string> {
  const paths = new Set<string>()
  for (const { fact } of binaries.facts()) {
    if ('machine' in fact && fact.kind === 'program' && typeof fact.interpreter === 'string')
      paths.add(fact.interpreter)
  }
  return paths
}

/** The packages that have glibc's library in them. */
function glibcPackages(source: SlimImage): ReadonlySet<InstalledPackage> {
  const packages = new Set<InstalledPackage>()
  for (const { node } of source.binaries.facts()) {
    const owner = isGlibc(node, source) ? source.systemOwner(node) : undefined
    if (owner !== undefined) packages.add(owner)
  }
  return packages
}
