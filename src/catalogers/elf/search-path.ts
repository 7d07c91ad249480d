import { joinPath } from '../../rootfs/path.ts'
import type { PathLookup, TreeNode } from '../../rootfs/tree.ts'
import { abiOf, type ElfObject } from './elf-object.ts'
import { getOrInsert } from './get-or-insert.ts'
import type { ElfFact } from './loader-configuration.ts'
import type { SearchBudget } from './search-budget.ts'

/** What `$PLATFORM` can stand for, by e_machine; the loader asks the kernel. */
const PLATFORMS: Readonly<Record<number, readonly string[]>> = {
  3: ['i686', 'i586', 'i486', 'i386'],
  40: ['v7l', 'v6l', 'v8l'],
  62: ['x86_64', 'haswell', 'xeon_phi'],
  183: ['aarch64'],
}

/** An object, and the directory that it was found in: `$ORIGIN`. */
export interface PlacedObject extends ElfObject {
  readonly origin: string
}

/** Turns search paths, as binaries and the environment state them, into the image's directories; remembers the answers. */
export class SearchPaths {
  readonly #tree: PathLookup<ElfFact>
  readonly #workingDir: string
  readonly #budget: SearchBudget
  readonly #lists = new Map<string, readonly TreeNode[]>()
  #libNames: readonly string[] | undefined

  constructor(tree: PathLookup<ElfFact>, workingDir: string, budget: SearchBudget) {
    this.#tree = tree
    this.#workingDir = workingDir === '' ? '/' : workingDir
    this.#budget = budget
  }

  /** The directories of a `:`-separated path that exist, each once, seen from the object that states it. */
  directories(searchPath: string | undefined, object: PlacedObject): readonly TreeNode[] {
    if (searchPath === undefined || searchPath === '') return []
    const key = searchPath.includes('$') ? `${searchPath}\0${object.origin}\0${abiOf(object.binary)}` : searchPath
    return getOrInsert(this.#lists, key, () =>
      this.existing(searchPath.split(':').flatMap((entry) => this.expand(entry, object))),
    )
  }

  /** The directories among these paths that exist, each once. */
  existing(paths: readonly string[]): readonly TreeNode[] {
    this.#budget.spend(paths.length)
    const nodes = paths.map((path) => this.#tree.resolve(path)).filter((node) => node?.type === 'directory')
    return [...new Set(nodes)].filter((node) => node !== undefined)
  }

  /** What a path with dynamic string tokens (ld.so(8)) can stand for; relative paths start in the working directory. */
  expand(text: string, object: PlacedObject): string[] {
    let paths = [text.replace(/\$(?:ORIGIN\b|\{ORIGIN\})/g, () => object.origin)]
    paths = substitute(paths, /\$(?:LIB\b|\{LIB\})/g, () => this.#valuesOfLib())
    paths = substitute(paths, /\$(?:PLATFORM\b|\{PLATFORM\})/g, () => PLATFORMS[object.binary.machine] ?? [])
    return paths.map((path) => joinPath(this.#workingDir, path))
  }

  /** `$LIB` is `lib64` on some distributions, `lib/x86_64-linux-gnu` or plain `lib` on others. */
  #valuesOfLib(): readonly string[] {
    if (this.#libNames !== undefined) return this.#libNames
    const names = [...(this.#tree.resolve('/usr/lib')?.children?.keys() ?? [])]
    const multiarch = names.filter((name) => name.includes('-linux-')).map((name) => `lib/${name}`)
    this.#libNames = ['lib64', ...multiarch, 'lib32', 'lib']
    return this.#libNames
  }
}

function substitute(texts: readonly string[], token: RegExp, values: () => readonly string[]): string[] {
  return texts.flatMap((text) =>
    text.search(token) === -1 ? [text] : values().map((value) => text.replace(token, value)),
  )
}
