import { parentOf } from '../../rootfs/path.ts'
import type { PathLookup, TreeNode } from '../../rootfs/tree.ts'
import { abiOf, type ElfObject, elfObject } from './elf-object.ts'
import { getOrInsert } from './get-or-insert.ts'
import type { Loader } from './loader.ts'
import type { ElfFact } from './loader-configuration.ts'
import { SearchBudget } from './search-budget.ts'
import { type PlacedObject, SearchPaths } from './search-path.ts'

/** An object in a process, with what decides where its needs are looked up. */
export interface LoadedObject extends PlacedObject {
  readonly loadedBy: LoadedObject | null
  /** How many objects stand between it and the first one, that one included. */
  readonly depth: number
}

/** The environment that programs of the image start in. */
export interface LoaderEnvironment {
  /** `LD_LIBRARY_PATH`; empty when it is not set. */
  readonly libraryPath: string
  readonly workingDir: string
}

/** Finds libraries in an image as loaders do; remembers what it found, because thousands of binaries ask for the same. */
export class LibrarySearch {
  readonly #tree: PathLookup<ElfFact>
  readonly #paths: SearchPaths
  readonly #libraryPath: string
  readonly #budget = new SearchBudget()
  readonly #objects = new Map<string, ElfObject | null>()
  readonly #builtIn = new Map<Loader, Map<string, PlacedObject | null>>()

  constructor(tree: PathLookup<ElfFact>, { libraryPath, workingDir }: LoaderEnvironment) {
    this.#tree = tree
    this.#paths = new SearchPaths(tree, workingDir, this.#budget)
    this.#libraryPath = libraryPath.replaceAll(';', ':') // ld.so(8) takes either
  }

  /**
   * The library that satisfies `name`, a DT_NEEDED of `requester`; undefined where the loader finds none.
   * Order: ld.so(8) for glibc, ldso/dynlink.c for musl. @throws {SearchLimitError}
   */
  find(name: string, requester: LoadedObject, loader: Loader): LoadedObject | undefined {
    this.#budget.spend(1 + requester.depth)
    const found = name.includes('/') ? this.#at(name, requester) : this.#search(name, requester, loader)
    return found === undefined ? undefined : { ...found, loadedBy: requester, depth: requester.depth + 1 }
  }

  #search(name: string, requester: LoadedObject, loader: Loader): PlacedObject | undefined {
    const abi = abiOf(requester.binary)
    for (const directories of this.#statedDirectories(requester, loader)) {
      const found = this.#findIn(directories, name, abi)
      if (found !== undefined) return found
    }
    return this.#findBuiltIn(name, abi, loader)
  }

  /** The directories that the environment, the object and those that loaded it state, in the order of the loader. */
  #statedDirectories(requester: LoadedObject, loader: Loader): (readonly TreeNode[])[] {
    const chain = chainOf(requester)
    const environment = this.#paths.directories(this.#libraryPath, chain.at(-1)!)
    if (loader.kind === 'musl') {
      const paths = chain.map((object) => this.#paths.directories(object.binary.runpath ?? object.binary.rpath, object))
      return [environment, ...paths]
    }
    const { runpath } = requester.binary
    if (runpath !== undefined) return [environment, this.#paths.directories(runpath, requester)]
    const inherited = chain.filter(({ binary }) => binary.runpath === undefined)
    return [...inherited.map((object) => this.#paths.directories(object.binary.rpath, object)), environment]
  }

  #findBuiltIn(name: string, abi: string, loader: Loader): PlacedObject | undefined {
    const known = getOrInsert(this.#builtIn, loader, () => new Map<string, PlacedObject | null>())
    const directories = () => this.#paths.existing(loader.directories)
    const find = () => this.#findCached(name, abi, loader) ?? this.#findIn(directories(), name, abi) ?? null
    return getOrInsert(known, `${abi} ${name}`, find) ?? undefined
  }

  /** What is gone since `ldconfig` ran, the loader passes over. */
  #findCached(name: string, abi: string, loader: Loader): PlacedObject | undefined {
    for (const path of loader.cached.get(name) ?? []) {
      this.#budget.spend(1)
      const object = this.#objectAt(path)
      if (object !== null && abiOf(object.binary) === abi) return { ...object, origin: parentOf(path) }
    }
    return undefined
  }

  #findIn(directories: readonly TreeNode[], name: string, abi: string): PlacedObject | undefined {
    this.#budget.spend(directories.length)
    for (const directory of directories) {
      const found = this.#inDirectory(directory, name, abi) ?? this.#inHardwareDirectories(directory, name, abi)
      if (found !== undefined) return found
    }
    return undefined
  }

  #inDirectory(directory: TreeNode, name: string, abi: string): PlacedObject | undefined {
    const child = directory.children?.get(name)
    const object = child === undefined ? null : this.#objectAt(child.path)
    return object === null || abiOf(object.binary) !== abi ? undefined : { ...object, origin: directory.path }
  }

  /** Variants for newer processors; one that has no plain variant still counts. */
  #inHardwareDirectories(directory: TreeNode, name: string, abi: string): PlacedObject | undefined {
    const variants = directory.children?.get('glibc-hwcaps')?.children
    if (!variants) return undefined
    this.#budget.spend(variants.size)
    for (const variant of variants.values()) {
      const found = this.#inDirectory(variant, name, abi)
      if (found !== undefined) return found
    }
    return undefined
  }

  #at(name: string, requester: LoadedObject): PlacedObject | undefined {
    for (const path of this.#paths.expand(name, requester)) {
      const object = this.#objectAt(path)
      if (object !== null && abiOf(object.binary) === abiOf(requester.binary))
        return { ...object, origin: parentOf(path) }
    }
    return undefined
  }

  #objectAt(path: string): ElfObject | null {
    return getOrInsert(this.#objects, path, () => elfObject(this.#tree, this.#tree.resolve(path)) ?? null)
  }
}

/** The object and those that caused it to be loaded, up to the program. */
function chainOf(object: LoadedObject): LoadedObject[] {
  const chain = [object]
  for (let next = object.loadedBy; next !== null; next = next.loadedBy) chain.push(next)
  return chain
}
