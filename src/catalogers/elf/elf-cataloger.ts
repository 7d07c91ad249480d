import type { EntryHeader } from '../../layer/entry.ts'
import type { Selection } from '../../layer/fact-reader.ts'
import type { FileContent } from '../../layer/file-content.ts'
import { displayPath } from '../../rootfs/path.ts'
import type { SquashedTree } from '../../rootfs/tree.ts'
import type { Cataloger, Conclusion } from '../cataloger.ts'
import { selectElf } from './capture.ts'
import { type ElfObject, elfObject, elfObjects } from './elf-object.ts'
import { entrypointBinary, environmentVariable } from './entrypoint.ts'
import { LibrarySearch } from './library-search.ts'
import { Loaders } from './loader.ts'
import { LOADER_CACHE, MAX_LOADER_CACHE, parseLoaderCache } from './loader-cache.ts'
import {
  type ElfFact,
  isLoaderConfiguration,
  MAX_CONFIGURATION,
  readLoaderConfiguration,
} from './loader-configuration.ts'
import { parseElf } from './parse.ts'
import { highestRequiredVersions } from './required-versions.ts'
import { SearchLimitError } from './search-budget.ts'
import { findUnresolved, type Unresolved, unresolvedOfProgram } from './unresolved.ts'

/** What the programs and shared libraries of an image are and need. Paths are as people see them (`displayPath`). */
export interface Binaries {
  /** Programs and shared libraries (ELF types ET_EXEC and ET_DYN); objects, kernel modules and core dumps are not counted. */
  readonly elf: number
  readonly dynamic: number
  readonly static: number
  /** The highest symbol version needed of each family (`GLIBC`, `GLIBCXX`, `OPENSSL`, …). */
  readonly requires: Readonly<Record<string, string>>
  /** Libraries and loaders that the image lacks, by the binary that states the need. */
  readonly unresolved: readonly { path: string; needs: string }[]
  /** The file that a container starts, and what keeps it from starting; null where the image holds none. */
  readonly entrypoint: { path: string; unresolved: readonly string[] } | null
}

/** Programs, shared libraries and the configuration of their loaders. */
export const elfCataloger: Cataloger<ElfFact, Binaries> = {
  name: 'elf',
  version: 2,

  select(entry: EntryHeader, head: Uint8Array): Selection | undefined {
    if (entry.path === LOADER_CACHE) return { limit: MAX_LOADER_CACHE }
    return isLoaderConfiguration(entry.path) ? { limit: MAX_CONFIGURATION } : selectElf(entry.size, head)
  },

  read(entry: EntryHeader, content: FileContent): ElfFact | undefined {
    if (entry.path === LOADER_CACHE) return parseLoaderCache(content.bytes)
    return isLoaderConfiguration(entry.path) ? readLoaderConfiguration(content.text) : parseElf(content)
  },

  conclude(tree: SquashedTree<ElfFact>, image: Conclusion): Binaries {
    const objects = elfObjects(tree)
    const binaries = objects.map(({ binary }) => binary)
    const dynamic = binaries.filter(({ linkage }) => linkage === 'dynamic').length
    return {
      elf: binaries.length,
      dynamic,
      static: binaries.length - dynamic,
      requires: highestRequiredVersions(binaries),
      ...lookUp(tree, objects, image),
    }
  },
}

function lookUp(
  tree: SquashedTree<ElfFact>,
  objects: readonly ElfObject[],
  image: Conclusion,
): Pick<Binaries, 'unresolved' | 'entrypoint'> {
  const { config } = image.config
  const libraryPath = environmentVariable(config, 'LD_LIBRARY_PATH') ?? ''
  const search = new LibrarySearch(tree, { libraryPath, workingDir: config.workingDir })
  const loaders = new Loaders(tree)
  const node = entrypointBinary(tree, config)
  const path = node === undefined ? null : displayPath(node.path)
  try {
    const program = elfObject(tree, node)
    const lacking = program === undefined ? [] : unresolvedOfProgram(program, loaders, search)
    const entrypoint = path === null ? null : { path, unresolved: [...new Set(lacking.map(({ needs }) => needs))] }
    return { unresolved: listed(findUnresolved(objects, loaders, search)), entrypoint }
  } catch (error) {
    if (!(error instanceof SearchLimitError)) throw error
    image.warn(error.message)
    return { unresolved: [], entrypoint: path === null ? null : { path, unresolved: [] } }
  }
}

/** In order of path and name. */
function listed(unresolved: readonly Unresolved[]): { path: string; needs: string }[] {
  return unresolved
    .map(({ node, needs }) => ({ path: displayPath(node.path), needs }))
    .toSorted((a, b) => compare(a.path, b.path) || compare(a.needs, b.needs))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
