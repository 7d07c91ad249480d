import { joinPath, nameOf, parentOf } from '../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { named } from '../left-to-copy.ts'
import { isLibrary, lookedUp, type PlanLookup } from '../looked-up.ts'
import type { NotCovered } from '../plan.ts'
import { directoryLinksBehind } from './directory-links.ts'
import { below, Ground, type Underground } from './ground.ts'
import type { Copies, FileCopy } from './landed.ts'
import { isWritable, isWritablePath } from './words.ts'

/** What is to come from the app's image, and onto what. */
interface CopyOrder {
  readonly tree: SquashedTree<unknown>
  readonly roots: readonly string[]
  readonly additions: readonly PlanLookup[]
  readonly onto: Underground
  /** Whether a build stage can run `mkdir` and `ln`: COPY makes files of symlinks, and forgets a directory's own mode. */
  readonly canMake: boolean
}

/** A symlink to a file, which may stay one. */
interface FileLink extends FileCopy {
  /** Whether it is the app's own; else the base lacks what it leads to. */
  readonly isOwn: boolean
}

/** Said of a path. */
const UNNAMEABLE = 'is left out: a Dockerfile cannot name what is not UTF-8.'

/** Works out what to copy where, so that the builder meets no directory where it brings a file, or the other way round. */
export function copiesFor(order: CopyOrder): Copies {
  return new CopyPlanner(order).plan()
}

class CopyPlanner {
  readonly #order: CopyOrder
  readonly #ground: Ground
  readonly #made = new Map<string, TreeNode>()
  readonly #trees = new Map<string, TreeNode>()
  readonly #files = new Map<string, FileCopy>()
  readonly #notCovered: NotCovered[] = []
  readonly #notes: string[] = []
  /** Symlinks that could not stay ones. */
  readonly #followed: TreeNode[] = []
  readonly #fileLinks = new Map<string, FileLink>()
  readonly #otherNames = new Map<string, string>()

  constructor(order: CopyOrder) {
    this.#order = order
    this.#ground = new Ground(order.onto)
  }

  plan(): Copies {
    const { tree, roots, additions } = this.#order
    const own = lookedUp(
      roots.map((path) => ({ path, from: path })),
      tree,
    )
    for (const link of directoryLinksBehind(own, tree))
      this.#land(link.path, (target) => this.#copyMissingLink(link, target))
    for (const { path } of this.#directoryLinksFirst(own)) this.#land(path, (target) => this.#addRoot(path, target))
    for (const addition of this.#directoryLinksFirst(additions))
      this.#land(addition.path, (target) => this.#add(addition, target))
    this.#copyFileLinks()
    this.#copyByOtherNames()
    return {
      made: this.#made,
      trees: this.#trees,
      files: this.#files,
      notCovered: this.#notCovered,
      notes: [...this.#notes, ...this.#followedNote()],
      ground: this.#ground,
    }
  }

  #copyMissingLink(link: TreeNode, target: string): void {
    if (this.#ground.at(target) === undefined && this.#canMake(link, target)) this.#copyLink(link, target)
  }

  /** What lies beyond them has to land there. */
  #directoryLinksFirst(additions: readonly PlanLookup[]): readonly PlanLookup[] {
    const { tree } = this.#order
    const isLink = ({ from }: PlanLookup): boolean =>
      tree.resolveParent(from)?.type === 'symlink' && tree.resolve(from)?.type === 'directory'
    return [...additions.filter(isLink), ...additions.filter((addition) => !isLink(addition))]
  }

  #land(path: string, copy: (target: string) => void): void {
    const target = this.#ground.landing(path)
    if (target === undefined) this.#omit(path, 'cannot be copied: a file of the base stands in its way.')
    else copy(target)
  }

  #addRoot(path: string, target: string): void {
    const node = this.#order.tree.resolveParent(path)
    if (node === undefined) this.#omit(path, 'is not there to be copied.')
    else this.#copy(node, target)
  }

  /** Something that the base lacks. */
  #add({ from }: PlanLookup, target: string): void {
    const { tree } = this.#order
    const source = tree.resolveParent(from)
    const content = tree.resolve(from)
    if (source === undefined || content === undefined || !isWritablePath(from + target)) {
      this.#omit(from, content === undefined ? 'is not there to be copied.' : UNNAMEABLE)
      return
    }
    if (this.#ground.resolve(target)?.node === content && content.type !== 'directory') return
    const isLink = source.type === 'symlink'
    if (content.type === 'directory') {
      if (isLink) this.#addDirectoryLink(source, content, target)
      else this.#makeDirectory(content, target)
    } else if (isLink && this.#isCopied(target)) {
      // It came along in a directory: what it leads to has to follow.
      this.#land(content.path, (landing) => this.#copyFile({ source: content, content }, landing))
    } else if (isLink) this.#deferFileLink(target, { source, content, isOwn: false })
    else this.#copyFile({ source, content }, target)
  }

  /** A directory by another name: as `/lib` is `/usr/lib`. */
  #addDirectoryLink(link: TreeNode, directory: TreeNode, target: string): void {
    if (this.#canMake(link, target)) this.#copyLink(link, target)
    else this.#otherNames.set(directory.path, target)
  }

  #deferFileLink(target: string, link: FileLink): void {
    if (!this.#fileLinks.has(target)) this.#fileLinks.set(target, link)
  }

  /** A symlink stays one where it still leads to what it should; else it becomes the file that it leads to. */
  #copyFileLinks(): void {
    for (const [content, links] of Map.groupBy(this.#fileLinks, ([, link]) => link.content)) {
      // Under its own name the content needs to come only once.
      const isWanted = links.some(([, { isOwn, source }]) => isOwn && !isLibrary(source.name)) || links.length > 1
      if (this.#order.canMake && isWanted) this.#copyOnce(content)
      // Links lead to links: those that lead nowhere yet may do so once others are there.
      let left = links
      for (let before = Number.POSITIVE_INFINITY; left.length < before; ) {
        before = left.length
        left = left.filter(([target, link]) => !this.#keepLink(target, link))
      }
      for (const [target, link] of left) {
        this.#copyFile(link, target)
        if (link.isOwn && !isLibrary(link.source.name)) this.#followed.push(link.source)
      }
    }
  }

  #copyOnce(content: TreeNode): void {
    const landing = this.#ground.landing(content.path)
    if (landing === undefined || !isWritablePath(content.path)) return
    if (this.#ground.at(landing) === undefined) this.#copyFile({ source: content, content }, landing)
  }

  /** Makes the link, unless it is there; false where it would not lead to what it should, or cannot be made. */
  #keepLink(target: string, { source, content, isOwn }: FileLink): boolean {
    const there = this.#ground.at(target)
    const end = this.#ground.resolve(joinPath(parentOf(target), source.linkTarget!))
    // What the base has there is as good to the app, but not to what the base lacks.
    if (isOwn ? end === undefined : end?.node !== content) return false
    if (there?.linkTarget === source.linkTarget) return true
    if (!this.#canMake(source, target)) return false
    this.#copyLink(source, target)
    return true
  }

  #followedNote(): string[] {
    if (this.#followed.length === 0) return []
    const paths = named(this.#followed.map(({ path }) => path))
    return [
      `COPY follows symlinks, so that these become files (${paths}): a script that looks for others beside the target of its ` +
        'link will not find them.',
    ]
  }

  /** Where no symlink to a directory can be made, its files are copied to where it would be as well. */
  #copyByOtherNames(): void {
    const copies = [...this.#files]
    for (const [directory, name] of this.#otherNames) {
      for (const [target, copy] of copies) {
        if (target.startsWith(`${directory}/`)) this.#copyFile(copy, name + target.slice(directory.length))
      }
    }
  }

  /** Whether the app, not the base, has what stands there. */
  #isCopied(target: string): boolean {
    return this.#ground.at(target) !== this.#order.onto(target)
  }

  #copy(node: TreeNode, target: string): void {
    if (!isWritablePath(node.path + target)) {
      this.#omit(node.path, UNNAMEABLE)
    } else if (node.type === 'directory') this.#copyTree(node, target)
    else if (node.type === 'symlink') this.#copySymlink(node, target)
    else if (node.type === 'file') this.#copyFile({ source: node, content: node }, target)
    else this.#notes.push(`${node.path} is left out: devices and pipes are the engine's to give.`)
  }

  #copyTree(node: TreeNode, target: string): void {
    const there = this.#ground.at(target)
    const real = there === undefined ? target : this.#ground.resolve(target)
    if (real === undefined || (typeof real !== 'string' && real.node.type !== 'directory')) {
      this.#omit(node.path, 'cannot be copied: the base has something else than a directory there.')
      return
    }
    const landing = typeof real === 'string' ? real : real.path
    if (this.#merges(node, landing)) {
      this.#trees.set(landing, node)
      this.#ground.copy(landing, node)
      const isPlain = (node.mode & 0o7777) === 0o755
      if (there === undefined && !isPlain && this.#canMake(node, landing)) this.#made.set(landing, node)
      return
    }
    for (const child of node.children!.values()) this.#copy(child, below(landing, child.name))
  }

  /** Whether the builder can put the whole directory there, with no directory and something else at one path. */
  #merges(node: TreeNode, target: string): boolean {
    if (this.#ground.at(target) === undefined) return true
    return [...node.children!.values()].every((child) => {
      const path = below(target, child.name)
      const there = this.#ground.at(path)
      if (there === undefined) return true
      if (there.type !== 'directory') return child.type !== 'directory'
      return child.type === 'directory' && this.#merges(child, path)
    })
  }

  #copySymlink(node: TreeNode, target: string): void {
    const content = this.#order.tree.resolve(node.path)
    if (content?.type === 'file') this.#deferFileLink(target, { source: node, content, isOwn: true })
    else this.#copyLink(node, target)
  }

  #copyLink(node: TreeNode, target: string): void {
    const there = this.#ground.at(target)
    if (there?.type === 'symlink' && there.linkTarget === node.linkTarget) return
    if (there?.type === 'directory') {
      this.#omit(node.path, 'cannot be copied: it is a symlink, and the base has a directory there.')
    } else if (this.#canMake(node, target)) {
      this.#made.set(target, node)
      this.#ground.copy(target, node)
    } else {
      this.#omit(
        node.path,
        `is left out: it is a symlink to ${node.linkTarget}, and there is no program to make it with.`,
      )
    }
  }

  #makeDirectory(node: TreeNode, target: string): void {
    const mode = (node.mode & 0o7777).toString(8).padStart(4, '0')
    if (this.#canMake(node, target)) this.#made.set(target, node)
    else {
      this.#omit(
        node.path,
        `is left out: no program is there to make a directory of mode ${mode} with. Mount one when the container starts: ` +
          `--tmpfs ${node.path}.`,
      )
    }
  }

  /** Whether a stage can make it: a shell reads its name there, on a line of the Dockerfile. */
  #canMake({ linkTarget }: TreeNode, target: string): boolean {
    return this.#order.canMake && isWritable(nameOf(target) + (linkTarget ?? ''))
  }

  #omit(path: string, why: string): void {
    this.#notCovered.push({ what: `${path} ${why}`, paths: [path] })
  }

  #copyFile(copy: FileCopy, target: string): void {
    if (this.#ground.at(target)?.type === 'directory') {
      this.#omit(copy.source.path, 'cannot be copied: the base has a directory there.')
      return
    }
    this.#files.set(target, copy)
    this.#ground.copy(target, copy.content)
  }
}
