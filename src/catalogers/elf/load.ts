import { nameOf } from '../../rootfs/path.ts'
import { abiOf, type ElfObject } from './elf-object.ts'
import type { LibrarySearch, LoadedObject } from './library-search.ts'
import type { Loader } from './loader.ts'

/** What comes of loading an object with all that it needs. */
export interface LoadResult {
  /** The object first, then libraries in the order in which the loader takes them. */
  readonly objects: readonly LoadedObject[]
  /** Needs that no library satisfies, by the object that states them. */
  readonly missing: readonly { readonly object: LoadedObject; readonly needs: string }[]
  /** Needs that are satisfied, and by what; the loader itself is not loaded as a library. */
  readonly links: readonly {
    readonly object: LoadedObject
    readonly needs: string
    readonly found: LoadedObject | ElfObject
  }[]
  /** Names under which later needs find these objects loaded already; undefined for a loader that the image lacks. */
  readonly names: ReadonlyMap<string, LoadedObject | ElfObject | undefined>
}

/** Names that musl takes for itself (`reserved` in ldso/dynlink.c): glibc's `libc.so.6` and `libm.so.6` are among them. */
const MUSL_ITSELF = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./

/** Loads a program or, as `dlopen` does, a library: breadth first, each library once. */
export function load(root: ElfObject, loader: Loader, search: LibrarySearch): LoadResult {
  const first: LoadedObject = { ...root, origin: root.node.parent?.path ?? '/', loadedBy: null, depth: 0 }
  const objects = [first]
  const missing: { object: LoadedObject; needs: string }[] = []
  const links: { object: LoadedObject; needs: string; found: LoadedObject | ElfObject }[] = []
  const inodes = new Set([root.node.inode])
  // The loader counts as loaded also where the image lacks it: that is said once, of the program.
  const names = new Map<string, LoadedObject | ElfObject | undefined>([[nameOf(loader.path), loader.object]])
  const addSoname = (object: LoadedObject | ElfObject): void => {
    const { soname } = object.binary
    // musl knows a loaded library by its file's name only.
    if (soname !== undefined && loader.kind !== 'musl' && !names.has(soname)) names.set(soname, object)
  }
  addSoname(first)
  if (loader.object !== undefined) addSoname(loader.object)
  for (const object of objects) {
    for (const needs of object.binary.needed ?? []) {
      const isLoader = loader.kind === 'musl' && MUSL_ITSELF.test(needs)
      if (isLoader || names.has(needs)) {
        const known = isLoader ? loader.object : names.get(needs)
        if (known !== undefined) links.push({ object, needs, found: known })
        continue
      }
      const found = search.find(needs, object, loader)
      if (found === undefined) {
        missing.push({ object, needs })
        continue
      }
      links.push({ object, needs, found })
      names.set(needs, found)
      addSoname(found)
      if (inodes.has(found.node.inode)) continue
      inodes.add(found.node.inode)
      objects.push(found)
    }
  }
  return { objects, missing, links, names }
}

/** Whether this loader takes that binary. */
export function loads(loader: Loader, { binary }: ElfObject): boolean {
  return loader.object !== undefined && abiOf(loader.object.binary) === abiOf(binary)
}
