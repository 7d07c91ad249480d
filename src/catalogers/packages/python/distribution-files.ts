import { joinPath, parentOf } from '../../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../../rootfs/tree.ts'
import { DirectoryClaims } from '../directory-claims.ts'
import type { PythonFact } from './python-fact.ts'

/** A module has one compiled file for each interpreter and level of optimisation. */
const MAX_BYTECODE_FILES = 16

/** Finds the files of Python distributions, by the best of the lists that stand beside their metadata. */
export class DistributionFiles {
  readonly #tree: SquashedTree<PythonFact>
  readonly #claims: DirectoryClaims
  /** Modules that a distribution without a list of files was given: as directories, they go to one only. */
  readonly #taken = new Set<readonly TreeNode[]>()
  readonly #byStem = new Map<TreeNode, ReadonlyMap<string, readonly TreeNode[]>>()

  /** `metadata` are all distributions' metadata files. */
  constructor(tree: SquashedTree<PythonFact>, metadata: readonly TreeNode[]) {
    this.#tree = tree
    this.#claims = new DirectoryClaims(metadata.map(homeOf).filter((home) => home.children !== null))
  }

  /** The paths of one distribution, directories of its own included. */
  of(metadata: TreeNode, name: string): readonly string[] {
    const home = homeOf(metadata)
    const own = home.children === null ? [home.path] : this.#claims.claim(home)
    if (home.name.endsWith('.egg')) return own
    const site = home.parent!
    const listed = this.#listed(home, site)
    const found = listed === undefined ? this.#modules(site, this.#modulesOf(home, name)) : this.#withBytecode(listed)
    return [...new Set([...own, ...found])]
  }

  #listed(home: TreeNode, site: TreeNode): string[] | undefined {
    const record = this.#fact(home, 'RECORD')?.record
    if (record !== undefined) return record.map((path) => joinPath(site.path, path))
    const installed = this.#fact(home, 'installed-files.txt')?.installed
    if (installed !== undefined) return installed.map((path) => joinPath(home.path, path))
    // A list of what went into the source archive, of which some may have been installed under the same names.
    const sources = (this.#fact(home, 'SOURCES.txt')?.sources ?? [])
      .map((path) => joinPath(site.path, path))
      .filter((path) => parentOf(path) !== home.path && this.#tree.get(path) !== undefined)
    return sources.length === 0 ? undefined : sources
  }

  /** Without a list of modules, packages are mostly named as their distribution (`typing-extensions`: `typing_extensions`). */
  #modulesOf(home: TreeNode, name: string): readonly string[] {
    const module = name.replace(/[-.]/g, '_')
    return this.#fact(home, 'top_level.txt')?.modules ?? [module, module.toLowerCase()]
  }

  #modules(site: TreeNode, names: readonly string[]): string[] {
    return names.flatMap((name) => {
      const nodes = this.#stemsOf(site).get(name)
      if (nodes === undefined || this.#taken.has(nodes)) return []
      this.#taken.add(nodes)
      return nodes.flatMap((node) =>
        node.children === null ? [node.path, ...this.#bytecodeOf(node.path)] : this.#claims.claim(node),
      )
    })
  }

  #withBytecode(paths: readonly string[]): string[] {
    return [...new Set(paths)].flatMap((path) => [path, ...this.#bytecodeOf(path)])
  }

  /** What Python compiled a module to (PEP 3147): pip lists it, Debian's and later compilation does not. */
  #bytecodeOf(path: string): string[] {
    if (!path.endsWith('.py')) return []
    const cache = this.#tree.get(`${parentOf(path)}/__pycache__`)
    if (cache === undefined || cache.children === null) return []
    const stem = path.slice(path.lastIndexOf('/') + 1, -'.py'.length)
    const compiled = this.#stemsOf(cache).get(stem) ?? []
    return compiled
      .filter((node) => node.name.endsWith('.pyc'))
      .slice(0, MAX_BYTECODE_FILES)
      .map((node) => node.path)
  }

  /** What a directory holds, by the name up to its first dot. */
  #stemsOf(directory: TreeNode): ReadonlyMap<string, readonly TreeNode[]> {
    let stems = this.#byStem.get(directory)
    if (stems === undefined) {
      stems = Map.groupBy(directory.children?.values() ?? [], ({ name }) => name.split('.', 1)[0]!)
      this.#byStem.set(directory, stems)
    }
    return stems
  }

  #fact(home: TreeNode, name: string): PythonFact | undefined {
    const node = home.children?.get(name)
    return node && this.#tree.fact(node)
  }
}

/** What belongs to the distribution alone: its `.dist-info` or `.egg-info`, or the whole of its `.egg`. */
function homeOf(metadata: TreeNode): TreeNode {
  if (metadata.name.endsWith('.egg-info')) return metadata
  const directory = metadata.parent!
  return directory.name === 'EGG-INFO' ? directory.parent! : directory
}
