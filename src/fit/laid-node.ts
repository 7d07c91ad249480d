import type { TreeNode } from '../rootfs/tree.ts'

/** Mode of a directory that only paths below it imply, as engines make it. */
const IMPLIED_MODE = 0o755

/** A path of a base with an app laid over it. */
export class LaidNode implements TreeNode {
  readonly path: string
  readonly name: string
  readonly parent: LaidNode | null
  /** What stands there, in the base or in the app's image; null for a directory that only paths below it imply. */
  readonly original: TreeNode | null
  /** Whether it came with the app. */
  readonly fromApp: boolean
  #children: Map<string, LaidNode> | null | undefined
  #attributes: TreeNode | null = null

  constructor(name: string, parent: LaidNode | null, original: TreeNode | null, fromApp: boolean) {
    this.name = name
    this.parent = parent
    this.path = parent === null ? '/' : parent.parent === null ? `/${name}` : `${parent.path}/${name}`
    this.original = original
    this.fromApp = fromApp
  }

  /** Made when first asked for: most of a base nobody looks at. What an app has below, is laid piece by piece. */
  get children(): Map<string, LaidNode> | null {
    if (this.#children !== undefined) return this.#children
    if (this.type !== 'directory') this.#children = null
    else {
      this.#children = new Map()
      if (!this.fromApp) {
        for (const child of this.original?.children?.values() ?? []) {
          this.#children.set(child.name, new LaidNode(child.name, this, child, false))
        }
      }
    }
    return this.#children
  }

  /** Puts what stands somewhere in the app's image into this directory, under a name. */
  add(name: string, original: TreeNode | null): LaidNode {
    const child = new LaidNode(name, this, original, true)
    this.children!.set(name, child)
    return child
  }

  /** Gives a directory of the base the mode, owner and times of one of the app's image. */
  takeAttributes(of: TreeNode): void {
    this.#attributes = of
  }

  /** Whether a directory of the base has come to other attributes. */
  get isChanged(): boolean {
    return this.#attributes !== null
  }

  get type(): TreeNode['type'] {
    return this.original?.type ?? 'directory'
  }

  get mode(): number {
    return (this.#attributes ?? this.original)?.mode ?? IMPLIED_MODE
  }

  get uid(): number {
    return (this.#attributes ?? this.original)?.uid ?? 0
  }

  get gid(): number {
    return (this.#attributes ?? this.original)?.gid ?? 0
  }

  get size(): number {
    return this.original?.size ?? 0
  }

  get mtime(): number {
    return (this.#attributes ?? this.original)?.mtime ?? 0
  }

  get linkTarget(): string | null {
    return this.original?.linkTarget ?? null
  }

  get xattrs(): TreeNode['xattrs'] {
    return (this.#attributes ?? this.original)?.xattrs ?? null
  }

  get sha256(): string | null {
    return this.original?.sha256 ?? null
  }

  get sha256Bytes(): TreeNode['sha256Bytes'] {
    return this.original?.sha256Bytes ?? null
  }

  get device(): TreeNode['device'] {
    return this.original?.device ?? null
  }

  /** The app's is above all layers of the base. */
  get layer(): number {
    return this.original?.layer ?? 0
  }

  get contentLayer(): number {
    return this.original?.contentLayer ?? 0
  }

  get earlier(): null {
    return null
  }

  /** The base's are even, the app's odd. */
  get inode(): number {
    const inode = this.original?.inode ?? -1
    return inode < 0 ? -1 : 2 * inode + (this.fromApp ? 1 : 0)
  }
}

/** Whether a node of a trial came with the app. */
export function fromApp(node: TreeNode): boolean {
  return node instanceof LaidNode && node.fromApp
}
