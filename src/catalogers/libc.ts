import type { EntryHeader } from '../layer/entry.ts'
import type { Selection } from '../layer/fact-reader.ts'
import type { FileContent } from '../layer/file-content.ts'
import { displayPath, joinPath } from '../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../rootfs/tree.ts'
import type { Cataloger, Conclusion } from './cataloger.ts'
import { MalformedElfError } from './elf/elf-reader.ts'
import { entrypointBinary } from './elf/entrypoint.ts'
import { isElf } from './elf/headers.ts'
import { interpreterOf } from './elf/interpreter.ts'
import { identifyLibc, type LibcFile, mayBeLibc } from './libc-file.ts'

/** The C library that an image provides for dynamic programs; static ones bring their own. */
export interface Libc {
  readonly family: LibcFile['family'] | 'none'
  readonly version: string | null
  /** The path by which programs name the loader. */
  readonly loader: string | null
}

type LibcFact = LibcFile | { readonly interpreter: string }

const MAX_LIBC = 16 * 1024 * 1024 // unstripped with debugging content; a usual one has 2 MB
/** Where programs expect loaders, by the names that the System V ABI supplements and libcs give them. */
const LOADER_DIRECTORIES = ['/lib64', '/lib', '/lib32', '/libx32', '/system/bin']
const ABI_NAME = /\.so\.\d+$/
const SYSTEM_LIBRARY = /^\/(?:usr\/)?lib\w*\/(?:[^/]+-linux-[^/]+\/)?[^/]+$/

/**
 * The libc, from the files of its loader and library. Where an image has several, it is the one that the entrypoint's
 * interpreter belongs to; without a dynamic entrypoint, the one that most programs name.
 */
export const libcCataloger: Cataloger<LibcFact, Libc> = {
  name: 'libc',
  version: 1,

  select({ path, size }: EntryHeader, head: Uint8Array): Selection | undefined {
    if (!isElf(head)) return undefined
    if (mayBeLibc(path) && size <= MAX_LIBC) return { limit: MAX_LIBC }
    return { ranges: [{ start: 0, end: head.length }] } // linkers put the interpreter into the first page
  },

  read({ path, size }: EntryHeader, content: FileContent): LibcFact | undefined {
    const libc = mayBeLibc(path) && size <= MAX_LIBC ? identifyLibc(path, content.bytes) : undefined
    return libc ?? programFact(content)
  },

  conclude(tree: SquashedTree<LibcFact>, image: Conclusion): Libc {
    const entrypoint = entrypointBinary(tree, image.config.config)
    const used = usedLoader(tree, entrypoint) ?? unusedLoader(tree)
    const node = used?.node ?? libcFiles(tree).find((libc) => SYSTEM_LIBRARY.test(libc.node.path))?.node
    const file = node === undefined ? undefined : libcAt(tree, node)
    if (node === undefined || file === undefined) return { family: 'none', version: null, loader: null }
    const version = file.version ?? versionBeside(tree, node, file)
    return { family: file.family, version, loader: used === undefined ? null : displayPath(used.path) }
  },
}

/** A loader, and the path by which programs name it. */
interface NamedLoader {
  readonly path: string
  readonly node: TreeNode
}

function programFact(content: FileContent): LibcFact | undefined {
  try {
    const interpreter = interpreterOf(content)
    return interpreter === undefined ? undefined : { interpreter }
  } catch (error) {
    if (error instanceof MalformedElfError) return undefined // the ELF cataloger says what is wrong with it
    throw error
  }
}

function usedLoader(tree: SquashedTree<LibcFact>, entrypoint: TreeNode | undefined): NamedLoader | undefined {
  const uses = new Map<string, number>()
  const counted = new Set<number>()
  for (const { node, fact } of tree.facts()) {
    if (!('interpreter' in fact) || counted.has(node.inode)) continue
    counted.add(node.inode)
    const weight = node.inode === entrypoint?.inode ? Number.POSITIVE_INFINITY : 1
    uses.set(fact.interpreter, (uses.get(fact.interpreter) ?? 0) + weight)
  }
  const byUse = [...uses].toSorted(([a, usesOfA], [b, usesOfB]) => usesOfB - usesOfA || (a < b ? -1 : 1))
  return firstLoader(
    tree,
    byUse.map(([path]) => path),
  )
}

/** A loader that no program here uses: the image is made to put programs into. */
function unusedLoader(tree: SquashedTree<LibcFact>): NamedLoader | undefined {
  const paths = LOADER_DIRECTORIES.flatMap((directory) =>
    [...(tree.resolve(directory)?.children?.keys() ?? [])].map((name) => `${directory}/${name}`),
  ).filter(mayBeLibc)
  // `ld-linux-x86-64.so.2` is what programs name, `ld-2.31.so` beside it is not.
  const [named, others] = [paths.filter((path) => ABI_NAME.test(path)), paths.filter((path) => !ABI_NAME.test(path))]
  return firstLoader(tree, [...named.toSorted(), ...others.toSorted()])
}

function firstLoader(tree: SquashedTree<LibcFact>, paths: readonly string[]): NamedLoader | undefined {
  for (const path of paths) {
    const node = tree.resolve(joinPath('/', path))
    if (node !== undefined && libcAt(tree, node)?.loader) return { path, node }
  }
  return undefined
}

/** The version that another file of the same libc tells: one in the same directory, else any. */
function versionBeside(tree: SquashedTree<LibcFact>, node: TreeNode, { family }: LibcFile): string | null {
  const known = libcFiles(tree).filter(({ file }) => file.family === family && file.version !== null)
  const beside = known.find((other) => other.node.parent === node.parent)
  return (beside ?? known[0])?.file.version ?? null
}

function libcFiles(tree: SquashedTree<LibcFact>): { node: TreeNode; file: LibcFile }[] {
  return [...tree.facts()].flatMap(({ node, fact }) => ('family' in fact ? [{ node, file: fact }] : []))
}

function libcAt(tree: SquashedTree<LibcFact>, node: TreeNode): LibcFile | undefined {
  const fact = tree.fact(node)
  return fact !== undefined && 'family' in fact ? fact : undefined
}
