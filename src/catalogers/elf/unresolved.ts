import type { TreeNode } from '../../rootfs/tree.ts'
import { abiOf, type ElfObject } from './elf-object.ts'
import { getOrInsert } from './get-or-insert.ts'
import type { LibrarySearch } from './library-search.ts'
import { type LoadResult, load, loads } from './load.ts'
import type { Loader, Loaders } from './loader.ts'
import { neighbourhood } from './neighbourhood.ts'

/** A need that nothing in the image satisfies: a DT_NEEDED, or a program's interpreter. */
export interface Unresolved {
  /** The binary that states the need. */
  readonly node: TreeNode
  readonly needs: string
}

/**
 * What the image's dynamic binaries lack, looked up as its loaders would. A program's libraries are looked up in the order and
 * with the search paths of that program. A library that no program loads at its start may be opened (`dlopen`) by any that
 * has loaded others already: its need counts as met where its own search meets it, or that of a library which loads it; where
 * a program loads a library of that name at its start; and where one lies in the same installation (`neighbourhood`).
 * Libraries that no loader of the image takes (of another architecture) are passed over.
 */
export function findUnresolved(
  objects: readonly ElfObject[],
  loaders: Loaders,
  search: LibrarySearch,
): readonly Unresolved[] {
  const unresolved = new Map<string, Unresolved>()
  const started = new Set<number>()
  const names = new Set<string>()
  for (const program of objects.filter(isStartable)) {
    const loader = loaders.at(program.binary.interpreter!)
    const result = load(program, loader, search)
    for (const lack of lacks(program, loader, result)) unresolved.set(`${lack.node.inode} ${lack.needs}`, lack)
    for (const { node } of result.objects) started.add(node.inode)
    for (const name of result.names.keys()) names.add(`${abiOf(program.binary)} ${name}`)
  }
  const opened = objects.filter((object) => object.binary.linkage === 'dynamic' && !started.has(object.node.inode))
  const isNeighbour = neighbourhood(objects)
  const isMetElsewhere = (library: ElfObject, needs: string) =>
    names.has(`${abiOf(library.binary)} ${needs}`) || isNeighbour(library, needs)
  return [...unresolved.values(), ...lacksOfOpened(opened, loaders.all(), search, isMetElsewhere)]
}

/** What a program and the libraries that are loaded with it lack; nothing for what needs no loader. */
export function unresolvedOfProgram(program: ElfObject, loaders: Loaders, search: LibrarySearch): Unresolved[] {
  if (!isStartable(program)) return []
  const loader = loaders.at(program.binary.interpreter!)
  return lacks(program, loader, load(program, loader, search))
}

/** Programs whose interpreter is known; what names none, the kernel does not start. */
function isStartable({ binary }: ElfObject): boolean {
  return binary.kind === 'program' && binary.linkage === 'dynamic' && typeof binary.interpreter === 'string'
}

function lacks(program: ElfObject, loader: Loader, result: LoadResult): Unresolved[] {
  const missing = result.missing.map(({ object, needs }) => ({ node: object.node, needs }))
  return loader.object === undefined ? [{ node: program.node, needs: loader.path }, ...missing] : missing
}

function lacksOfOpened(
  libraries: readonly ElfObject[],
  loaders: readonly Loader[],
  search: LibrarySearch,
  isMetElsewhere: (library: ElfObject, needs: string) => boolean,
): Unresolved[] {
  const suspects = new Map<number, Set<string>>()
  for (const library of libraries) {
    for (const needs of lackingEverywhere(library, loaders, search)) {
      if (!isMetElsewhere(library, needs)) getOrInsert(suspects, library.node.inode, () => new Set<string>()).add(needs)
    }
  }
  if (suspects.size > 0) clearWhatOthersMeet(suspects, libraries, loaders, search)
  return libraries.flatMap(({ node }) => [...(suspects.get(node.inode) ?? [])].map((needs) => ({ node, needs })))
}

/** Needs of the library itself that no loader of its kind meets. */
function lackingEverywhere(library: ElfObject, loaders: readonly Loader[], search: LibrarySearch): string[] {
  const [first, ...others] = loaders
    .filter((loader) => loads(loader, library))
    .map((loader) => load(library, loader, search).missing.filter(({ object }) => object.node === library.node))
  return (first ?? [])
    .map(({ needs }) => needs)
    .filter((needs) => others.every((missing) => missing.some((other) => other.needs === needs)))
}

/** Takes away the needs that are met when another library loads the one that states them: by that one's DT_RPATH. */
function clearWhatOthersMeet(
  suspects: ReadonlyMap<number, Set<string>>,
  libraries: readonly ElfObject[],
  loaders: readonly Loader[],
  search: LibrarySearch,
): void {
  for (const library of libraries) {
    for (const loader of loaders.filter((candidate) => loads(candidate, library))) {
      const { objects, missing } = load(library, loader, search)
      const lacking = new Set(missing.map(({ object, needs }) => `${object.node.inode} ${needs}`))
      for (const { node } of objects.slice(1)) {
        const needed = suspects.get(node.inode)
        for (const needs of needed ?? []) if (!lacking.has(`${node.inode} ${needs}`)) needed?.delete(needs)
      }
    }
  }
}
