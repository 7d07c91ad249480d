import type { ContentPlace } from '../../extract/plan.ts'
import type { EntryHeader } from '../../layer/entry.ts'
import { nameOf, parentOf } from '../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import type { NewFile } from '../slim-plan.ts'
import type { PlannedEntry } from './planned-layer.ts'

/** The times that new layers have, in seconds since 1970. */
export interface LayerTimes {
  /** No time of a new layer is later; null where the source's times stand. */
  readonly latest: number | null
  /** Of files and directories that the source does not have. */
  readonly ofNew: number
}

/** Gathers the entries of one new layer, each with the directories on the way to it. */
export class EntryList {
  /** The topmost layer of the source whose view of directories the layer has. */
  readonly top: number
  readonly #times: LayerTimes
  readonly #entries = new Map<string, PlannedEntry>()

  constructor(times: LayerTimes, top: number) {
    this.#times = times
    this.top = top
  }

  /** Adds what is no directory, with its content from a layer of the source, stripped or as it is. */
  file(node: TreeNode, place: ContentPlace, isStripped: boolean): void {
    const content = node.type === 'file' && node.sha256 !== null ? place : null
    this.#add({ header: this.#header(node), content, isStripped })
    this.#directoriesTo(node)
  }

  /** Adds another name of a file that the layer has, or one below it. */
  hardLink(node: TreeNode, target: TreeNode): void {
    const changes = { type: 'hardlink', size: 0, linkTarget: target.path, xattrs: null } as const
    this.#add({ header: this.#header(node, changes), content: null })
    this.#directoriesTo(node)
  }

  /** Adds a file that the source does not have, or not so. */
  newFile(path: string, { content, mode, uid, gid }: NewFile, tree: Pick<SquashedTree<unknown>, 'get'>): void {
    const common = { uid, gid, mtime: this.#times.ofNew, linkTarget: null, xattrs: null, device: null }
    this.#add({ header: { path, type: 'file', mode, size: content.length, ...common }, content })
    for (let at = parentOf(path); at !== '/'; at = parentOf(at)) {
      const node = tree.get(at)
      if (node?.children) this.directory(node)
      else if (!this.#entries.has(at)) {
        this.#add({
          header: { path: at, type: 'directory', mode: 0o755, size: 0, ...common, uid: 0, gid: 0 },
          content: null,
        })
      }
    }
  }

  /** Adds a directory as it is after the topmost of the layer's sources, and those on the way to it. */
  directory(node: TreeNode): void {
    for (let at: TreeNode | null = node; at?.parent && !this.#entries.has(at.path); at = at.parent) {
      const version = [...(at.earlier ?? []), at].findLast(({ layer }) => layer <= this.top) ?? at
      this.#add({ header: this.#header(version), content: null })
    }
  }

  /** In the order of their paths. */
  sorted(): PlannedEntry[] {
    return sortedByPath(this.#entries.values())
  }

  #add(entry: PlannedEntry): void {
    this.#entries.set(entry.header.path, entry)
  }

  #directoriesTo({ parent }: TreeNode): void {
    if (parent !== null) this.directory(parent)
  }

  #header(node: TreeNode, changes: Partial<EntryHeader> = {}): EntryHeader {
    const { path, type, mode, uid, gid, size, linkTarget, xattrs, device } = node
    const { latest } = this.#times
    const mtime = latest === null ? node.mtime : Math.min(node.mtime, latest)
    return { path, type, mode, uid, gid, size, mtime, linkTarget, xattrs, device, ...changes }
  }
}

/** By path, what is in a directory right behind it: NUL, which no path has, stands before all that names may hold. */
export function sortedByPath(entries: Iterable<PlannedEntry>): PlannedEntry[] {
  const keyed = Array.from(entries, (entry) => ({ entry, key: entry.header.path.replaceAll('/', '\0') }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ entry }) => entry)
}

/** A mark that hides a path of the layers below (OCI image specification, layer.md, "Whiteouts"). */
export function whiteoutEntry(hidden: string): PlannedEntry {
  const parent = parentOf(hidden)
  const path = `${parent === '/' ? '' : parent}/.wh.${nameOf(hidden)}`
  const nothing = { size: 0, mtime: 0, linkTarget: null, xattrs: null, device: null }
  return { header: { path, type: 'file', mode: 0, uid: 0, gid: 0, ...nothing }, content: null }
}
