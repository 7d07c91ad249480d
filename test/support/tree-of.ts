import { hash } from 'node:crypto'
import type { Conclusion } from '../../src/catalogers/cataloger.ts'
import type { OsRelease } from '../../src/catalogers/os-release.ts'
import type { EntryHeader } from '../../src/layer/entry.ts'
import type { FactReader, Json } from '../../src/layer/fact-reader.ts'
import { FileContent } from '../../src/layer/file-content.ts'
import { EMPTY_EXECUTION_CONFIG, type ExecutionConfig, type HistoryEntry } from '../../src/oci/config.ts'
import { joinPath, nameOf, parentOf } from '../../src/rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../src/rootfs/tree.ts'

/** What a layer has at a path. Plain content stands for a file with mode 0644. */
export type LayerFile =
  | string
  | Uint8Array
  | {
      readonly content?: string | Uint8Array
      readonly directory?: true
      /** A symlink's target, as written. */
      readonly symlink?: string
      /** The absolute path of a hard link's target. */
      readonly hardlink?: string
      /** A whiteout: the path is gone from here on. */
      readonly removed?: true
      readonly mode?: number
      readonly uid?: number
      readonly gid?: number
      readonly mtime?: number
      readonly xattrs?: Readonly<Record<string, Uint8Array>>
    }

interface Node extends TreeNode {
  children: Map<string, Node> | null
}

/**
 * The squashed tree of layers written down as objects from absolute paths to files, base first, with the facts that the
 * cataloger reads from them.
 */
export function treeOf<Fact extends Json>(
  layers: readonly Readonly<Record<string, LayerFile>>[],
  cataloger?: Pick<FactReader<Fact>, 'select' | 'read'>,
): SquashedTree<Fact> {
  const facts = new Map<number, Fact>()
  const histories = new Map<string, { layer: number; fact: Fact }[]>()
  let inodes = 0
  const root = makeNode('/', null, { directory: true, mode: 0o755 }, 0, inodes++)

  function directoryAt(path: string, layer: number): Node {
    if (path === '/') return root
    const parent = directoryAt(parentOf(path), layer)
    const known = parent.children!.get(nameOf(path))
    if (known?.type === 'directory') return known
    const made = makeNode(path, parent, { directory: true, mode: 0o755 }, layer, inodes++)
    parent.children!.set(nameOf(path), made)
    return made
  }

  layers.forEach((files, layer) => {
    for (const [path, given] of Object.entries(files)) {
      const file = typeof given === 'string' || given instanceof Uint8Array ? { content: given } : given
      const parent = directoryAt(parentOf(path), layer)
      if (file.removed) {
        parent.children!.delete(nameOf(path))
        continue
      }
      const target = file.hardlink === undefined ? undefined : find(file.hardlink)
      const node = makeNode(path, parent, file, layer, target?.inode ?? inodes++)
      if (target !== undefined)
        Object.assign(node, {
          size: target.size,
          sha256: target.sha256,
          sha256Bytes: target.sha256Bytes,
          contentLayer: target.contentLayer,
          mode: target.mode,
          xattrs: target.xattrs,
        })
      const known = parent.children!.get(nameOf(path))
      if (known?.type === 'directory' && node.type === 'directory') node.children = known.children
      parent.children!.set(nameOf(path), node)
      const fact =
        node.type === 'file' ? (factOf(node, file.content ?? '', cataloger) ?? facts.get(node.inode)) : undefined
      if (fact === undefined) continue
      facts.set(node.inode, fact)
      histories.set(path, [...(histories.get(path) ?? []), { layer, fact }])
    }
  })

  function find(path: string): Node | undefined {
    let node: Node | undefined = root
    for (const part of path.split('/').filter(Boolean)) node = node?.children?.get(part)
    return node
  }

  function follow(path: string, last: boolean, hops = 0): Node | undefined {
    const parts = path.split('/').filter(Boolean)
    let node: Node = root
    for (const [index, part] of parts.entries()) {
      const child = node.children?.get(part)
      if (child === undefined) return undefined
      if (child.type !== 'symlink' || (index === parts.length - 1 && !last)) {
        node = child
        continue
      }
      if (hops >= 40) return undefined
      const rest = parts.slice(index + 1).join('/')
      return follow(joinPath(joinPath(node.path, child.linkTarget ?? ''), `./${rest}`), last, hops + 1)
    }
    return node
  }

  function* walk(directory: Node): Generator<Node> {
    const names = [...(directory.children?.keys() ?? [])].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    for (const name of names) {
      const child = directory.children!.get(name)!
      yield child
      yield* walk(child)
    }
  }

  return {
    root,
    get: find,
    resolve: (path) => follow(path, true),
    resolveParent: (path) => follow(path, false),
    nodes: () => walk(root),
    fact: (node) => facts.get(node.inode),
    *facts() {
      for (const node of walk(root)) {
        const fact = facts.get(node.inode)
        if (fact !== undefined) yield { node, fact }
      }
    },
    history: (path) => histories.get(path) ?? [],
  }
}

/** What `conclude` may know, and the warnings that it gave. */
export function conclusionOf(
  given: { config?: Partial<ExecutionConfig>; history?: readonly HistoryEntry[]; os?: OsRelease | null } = {},
): Conclusion & { readonly warnings: readonly string[] } {
  const warnings: string[] = []
  return {
    config: {
      platform: { os: 'linux', architecture: 'amd64' },
      created: null,
      config: { ...EMPTY_EXECUTION_CONFIG, ...given.config },
      diffIds: [],
      history: given.history ?? [],
    },
    os: given.os ?? null,
    warn: (message) => warnings.push(message),
    warnings,
  }
}

function makeNode(
  path: string,
  parent: Node | null,
  file: Exclude<LayerFile, string | Uint8Array>,
  layer: number,
  inode: number,
): Node {
  const type = file.directory ? 'directory' : file.symlink === undefined ? 'file' : 'symlink'
  return {
    path,
    name: nameOf(path),
    parent,
    type,
    mode: file.mode ?? (type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644),
    uid: file.uid ?? 0,
    gid: file.gid ?? 0,
    size: type === 'file' ? bytesOf(file.content ?? '').length : 0,
    mtime: file.mtime ?? 0,
    linkTarget: file.symlink ?? null,
    sha256: type === 'file' ? hash('sha256', bytesOf(file.content ?? '')) : null,
    sha256Bytes: type === 'file' ? hash('sha256', bytesOf(file.content ?? ''), 'buffer') : null,
    device: null,
    xattrs: file.xattrs === undefined ? null : new Map(Object.entries(file.xattrs)),
    layer,
    inode,
    contentLayer: layer,
    earlier: null,
    children: type === 'directory' ? new Map() : null,
  }
}

function factOf<Fact extends Json>(
  node: TreeNode,
  given: string | Uint8Array,
  cataloger: Pick<FactReader<Fact>, 'select' | 'read'> | undefined,
): Fact | undefined {
  const content = bytesOf(given)
  const entry: EntryHeader = { ...node, type: 'file', device: null }
  const selection = cataloger?.select(entry, content.subarray(0, 4096))
  if (cataloger === undefined || selection === undefined) return undefined
  if ('stream' in selection) {
    selection.stream.push(content)
    return selection.stream.end()
  }
  if ('ranges' in selection) {
    const segments = selection.ranges.map(({ start, end }) => ({ start, bytes: content.slice(start, end) }))
    return cataloger.read(entry, new FileContent(content.length, segments))
  }
  return content.length > selection.limit ? undefined : cataloger.read(entry, FileContent.whole(content))
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content
}
