import { elfCataloger } from '../catalogers/elf/elf-cataloger.ts'
import { type ElfObject, elfObjects } from '../catalogers/elf/elf-object.ts'
import { environmentVariable, findProgram } from '../catalogers/elf/entrypoint.ts'
import { LibrarySearch } from '../catalogers/elf/library-search.ts'
import { type LoadResult, load, loads } from '../catalogers/elf/load.ts'
import { Loaders } from '../catalogers/elf/loader.ts'
import { SearchLimitError } from '../catalogers/elf/search-budget.ts'
import { programOfEnv, shebangReader } from '../catalogers/shebang.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { joinPath } from '../rootfs/path.ts'
import { References } from './references.ts'

/**
 * Every file of an image that names another: programs and libraries as the loaders would find what they need, scripts, and
 * symlinks. `warnings` say what was left out.
 */
export function imageReferences(inventory: ImageInventory): { references: References; warnings: string[] } {
  const references = new References(inventory.tree)
  const warnings: string[] = []
  addSymlinks(references, inventory)
  addScripts(references, inventory)
  try {
    addBinaries(references, inventory)
  } catch (error) {
    if (!(error instanceof SearchLimitError)) throw error
    warnings.push('Not all that binaries need is listed: to look it all up would take too long.')
  }
  return { references, warnings }
}

function addSymlinks(references: References, { tree }: ImageInventory): void {
  for (const node of tree.nodes()) {
    if (node.type === 'symlink') references.add(node, 'symlink', node.linkTarget!, node.path)
  }
}

function addScripts(references: References, { tree, factsOf, config: { config } }: ImageInventory): void {
  for (const { node, fact } of factsOf(shebangReader).facts()) {
    references.add(node, 'shebang', fact.interpreter, joinPath(config.workingDir || '/', fact.interpreter))
    const name = programOfEnv(fact)
    const program = name === undefined ? undefined : findProgram(tree, config, name)
    if (program !== undefined) references.add(node, 'shebang', name!, program.path)
  }
}

/** @throws {SearchLimitError} when the image's binaries state more needs than can be looked up. */
function addBinaries(references: References, { factsOf, config: { config } }: ImageInventory): void {
  const tree = factsOf(elfCataloger)
  const libraryPath = environmentVariable(config, 'LD_LIBRARY_PATH') ?? ''
  const search = new LibrarySearch(tree, { libraryPath, workingDir: config.workingDir })
  const loaders = new Loaders(tree)
  const objects = elfObjects(tree)
  const loaded = new Set<number>()
  const known = new Set<string>()
  const addLinks = ({ objects: inProcess, links }: LoadResult): void => {
    for (const { node } of inProcess) loaded.add(node.inode)
    for (const { object, needs, found } of links) {
      // Hundreds of programs load the same libraries, which need the same of each other.
      const link = `${object.node.inode} ${found.node.inode} ${needs}`
      if (known.has(link)) continue
      known.add(link)
      // The name in the directory where it was found: a symlink to the library, mostly.
      const name = 'origin' in found ? joinPath(found.origin, needs) : found.node.path
      const named = tree.resolve(name)?.inode === found.node.inode
      references.add(object.node, 'library', needs, named ? name : found.node.path)
    }
  }
  for (const program of objects.filter(isStartedByKernel)) {
    const interpreter = program.binary.interpreter!
    references.add(program.node, 'interpreter', interpreter, joinPath('/', interpreter))
    addLinks(load(program, loaders.at(interpreter), search))
  }
  // What no program loads at its start, one may open later (`dlopen`).
  const opened = objects.filter(({ node, binary }) => binary.linkage === 'dynamic' && !loaded.has(node.inode))
  for (const library of opened) {
    for (const loader of loaders.all().filter((candidate) => loads(candidate, library))) {
      addLinks(load(library, loader, search))
    }
  }
}

function isStartedByKernel({ binary }: ElfObject): boolean {
  return binary.kind === 'program' && typeof binary.interpreter === 'string'
}
