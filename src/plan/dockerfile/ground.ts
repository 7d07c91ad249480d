import { nameOf, parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'

/** As Linux: more symlinks on the way to a file are a loop (path_resolution(7), MAXSYMLINKS). */
const MAX_SYMLINKS = 40

/** What stands at a path before anything is copied, symlinks not followed. */
export type Underground = (path: string) => TreeNode | undefined

/** The filesystem that copies land on: that of the base, and what was copied onto it so far. */
export class Ground {
  readonly #base: Underground
  readonly #copied = new Map<string, TreeNode>()
  /** Directories that builders make on the way. */
  readonly #made = new Set(['/'])

  constructor(base: Underground) {
    this.#base = base
  }

  /** Remembers that a node of the app comes to stand at `path`, a directory with all that is in it. */
  copy(path: string, node: TreeNode): void {
    this.#copied.set(path, node)
    for (let at = parentOf(path); !this.#made.has(at); at = parentOf(at)) this.#made.add(at)
  }

  /** What stands at exactly this path; symlinks are not followed. */
  at(path: string): TreeNode | undefined {
    return this.#copiedAt(path) ?? this.#base(path)
  }

  /** Whether what `path` leads to was copied. */
  isCopied(path: string): boolean {
    const end = this.#follow(path, true)
    return end !== undefined && this.#copiedAt(end) !== undefined
  }

  /**
   * Where something lands that is copied to `path`: the same with symlinks on the way followed, as far as there is a way, so
   * that `/lib/libz.so.1` comes to `/usr/lib` on a base with merged directories. Builders do not agree on who follows them.
   * Undefined where a file stands in the way, or links lead in a circle.
   */
  landing(path: string): string | undefined {
    const directory = this.#follow(parentOf(path))
    return directory === undefined ? undefined : below(directory, nameOf(path))
  }

  /** What `path` leads to, all symlinks followed; undefined where it leads nowhere. */
  resolve(path: string): { readonly path: string; readonly node: TreeNode } | undefined {
    const end = this.#follow(path, true)
    const node = end === undefined ? undefined : this.at(end)
    return node === undefined ? undefined : { path: end!, node }
  }

  /** Whether a path leads somewhere, be it to a directory that is only made on the way to something else. */
  leads(path: string): boolean {
    const end = this.#follow(path, true)
    return end !== undefined && (this.#made.has(end) || this.at(end) !== undefined)
  }

  #copiedAt(path: string): TreeNode | undefined {
    const exact = this.#copied.get(path)
    if (exact !== undefined || path === '/') return exact
    const parent = this.#copiedAt(parentOf(path))
    return parent?.children?.get(nameOf(path))
  }

  /** The same path without symlinks in it; what is not there is taken for a directory to be made. */
  #follow(path: string, mayEndInFile = false): string | undefined {
    const names = path.split('/').reverse()
    let links = 0
    let at = '/'
    while (names.length > 0) {
      const name = names.pop()!
      if (name === '' || name === '.') continue
      if (name === '..') {
        at = parentOf(at)
        continue
      }
      const next = below(at, name)
      const node = this.at(next)
      if (node?.type === 'symlink') {
        if (++links > MAX_SYMLINKS) return undefined
        if (node.linkTarget!.startsWith('/')) at = '/'
        names.push(...node.linkTarget!.split('/').reverse())
        continue
      }
      const isPassable = node === undefined || node.type === 'directory' || (mayEndInFile && names.length === 0)
      if (!isPassable) return undefined
      at = next
    }
    return at
  }
}

/** A name in a directory, as a path. */
export function below(directory: string, name: string): string {
  return directory === '/' ? `/${name}` : `${directory}/${name}`
}
