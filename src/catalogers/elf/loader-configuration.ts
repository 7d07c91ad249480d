import { joinPath, parentOf } from '../../rootfs/path.ts'
import type { PathLookup, TreeNode } from '../../rootfs/tree.ts'
import type { LoaderCache } from './loader-cache.ts'
import type { ElfBinary } from './parse.ts'
import { matchesWildcard } from './wildcard.ts'

/** A file that tells a loader where libraries are: its lines without comments and blanks. */
export type LoaderConfiguration = { readonly lines: readonly string[] }

/** What the ELF cataloger reads from a file. */
export type ElfFact = ElfBinary | LoaderConfiguration | LoaderCache

/** Bytes of a configuration file that are read; the usual one has less than a hundred. */
export const MAX_CONFIGURATION = 64 * 1024

const CONFIGURATION = /^\/etc\/ld-musl-[^/]+\.path$|\/ld\.so\.conf(?:\.d\/[^/]+)?$/
const MAX_PATTERNS = 64 // each may walk the whole tree
const MAX_DIRECTORIES = 4096

/** Whether a file is `ld.so.conf`, one that it usually includes, or musl's path file. */
export function isLoaderConfiguration(path: string): boolean {
  return path.startsWith('/etc/') && CONFIGURATION.test(path)
}

/** Takes the lines of a loader's configuration. */
export function readLoaderConfiguration(text: string): LoaderConfiguration {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim())
  return { lines: lines.filter((line) => line !== '') }
}

/** The directories that `/etc/ld.so.conf` lists, what it includes included (ldconfig(8)). */
export function ldSoConfDirectories(tree: PathLookup<ElfFact>): string[] {
  const directories: string[] = []
  const seen = new Set<TreeNode>()
  let patternsLeft = MAX_PATTERNS
  const visit = (node: TreeNode | undefined): void => {
    if (node === undefined || seen.has(node)) return
    seen.add(node)
    for (const line of linesAt(tree, node)) {
      const [keyword, ...patterns] = line.split(/[ \t]+/)
      if (keyword === 'hwcap') continue
      if (keyword !== 'include') {
        directories.push(...line.split(/[:,\s]+/).map(withoutType))
        continue
      }
      for (const pattern of patterns) {
        if (--patternsLeft >= 0) filesMatching(tree, joinPath(parentOf(node.path), pattern)).forEach(visit)
      }
    }
  }
  visit(tree.resolve('/etc/ld.so.conf'))
  return directories.filter((directory) => directory.startsWith('/')).slice(0, MAX_DIRECTORIES)
}

/** The directories in musl's path file, which take the place of its default ones; undefined without the file. */
export function muslPathDirectories(tree: PathLookup<ElfFact>, path: string): string[] | undefined {
  const node = tree.resolve(path)
  return node === undefined ? undefined : linesAt(tree, node).flatMap((line) => line.split(':'))
}

function linesAt(tree: PathLookup<ElfFact>, node: TreeNode): readonly string[] {
  const fact = tree.fact(node)
  return fact !== undefined && 'lines' in fact ? fact.lines : []
}

/** `directory=libc6`, from times when libraries of several libcs lay side by side. */
function withoutType(directory: string): string {
  return directory.replace(/=.*/, '')
}

/** The files that an absolute pattern matches, in the order that glob(3) gives them. */
function filesMatching(tree: PathLookup<ElfFact>, pattern: string): TreeNode[] {
  let nodes: TreeNode[] = [tree.root]
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    nodes = nodes.flatMap((node) =>
      [...(node.children?.values() ?? [])].filter(({ name }) => matchesWildcard(name, part)),
    )
    nodes = nodes.map(({ path }) => tree.resolve(path)).filter((node) => node !== undefined)
  }
  return nodes.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}
