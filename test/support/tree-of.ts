import { hash } from 'node:crypto'
import type { Conclusion } from '../../src/catalogers/cataloger.ts'
import type { OsRelease } from '../../src/catalogers/os-release.ts'
import type { EntryHeader } from '../../src/layer/entry.ts'
import { EntryTableBuilder } from '../../src/layer/entry-table.ts'
import type { FactReader, Json } from '../../src/layer/fact-reader.ts'
import { FileContent } from '../../src/layer/file-content.ts'
import type { LayerInventory } from '../../src/layer/layer-inventory.ts'
import { EMPTY_EXECUTION_CONFIG, type ExecutionConfig, type HistoryEntry } from '../../src/oci/config.ts'
import { joinPath, nameOf, parentOf } from '../../src/rootfs/path.ts'
import { squash } from '../../src/rootfs/squash.ts'
import { treesOf } from '../../src/rootfs/squashed-tree.ts'
import type { SquashedTree } from '../../src/rootfs/tree.ts'

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

/**
 * The squashed tree of layers written down as objects from absolute paths to files, base first, with the facts that the
 * cataloger reads from them.
 */
export function treeOf<Fact extends Json>(
  layers: readonly Readonly<Record<string, LayerFile>>[],
  cataloger?: Pick<FactReader<Fact>, 'select' | 'read'>,
): SquashedTree<Fact> {
  const inventories = layers.map((files) => layerOf(files, cataloger) as LayerInventory)
  return treesOf(squash(inventories).root, inventories)(READER) as SquashedTree<Fact>
}

/** What stands before the name of what is gone (OCI image specification, layer.md, "Whiteouts"). */
const WHITEOUT = '.wh.'
/** The name under which the facts of the only cataloger stand. */
const READER = 'reader'

function layerOf<Fact extends Json>(
  files: Readonly<Record<string, LayerFile>>,
  cataloger: Pick<FactReader<Fact>, 'select' | 'read'> | undefined,
): Pick<LayerInventory, 'entries' | 'facts'> {
  const table = new EntryTableBuilder()
  const facts: [row: number, fact: Json][] = []
  for (const [path, given] of Object.entries(files)) {
    const file = typeof given === 'string' || given instanceof Uint8Array ? { content: given } : given
    const content = bytesOf(file.content ?? '')
    const entry = entryOf(path, file, content.length)
    const row = table.add(entry)
    if (entry.type !== 'file') continue
    table.setSha256(row, hash('sha256', content, 'buffer'))
    const fact = factOf(entry, content, cataloger)
    if (fact !== undefined) facts.push([row, fact])
  }
  return { entries: table.build(), facts: { [READER]: facts } }
}

function entryOf(path: string, file: Exclude<LayerFile, string | Uint8Array>, size: number): EntryHeader {
  const { directory, symlink, hardlink, removed, xattrs } = file
  const type = directory
    ? 'directory'
    : symlink !== undefined
      ? 'symlink'
      : hardlink !== undefined
        ? 'hardlink'
        : 'file'
  return {
    path: removed ? joinPath(parentOf(path), `${WHITEOUT}${nameOf(path)}`) : path,
    type,
    mode: file.mode ?? (type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644),
    uid: file.uid ?? 0,
    gid: file.gid ?? 0,
    size: type === 'file' ? size : 0,
    mtime: file.mtime ?? 0,
    linkTarget: symlink ?? hardlink ?? null,
    xattrs: xattrs === undefined ? null : new Map(Object.entries(xattrs)),
    device: null,
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

function factOf<Fact extends Json>(
  entry: EntryHeader,
  content: Uint8Array,
  cataloger: Pick<FactReader<Fact>, 'select' | 'read'> | undefined,
): Fact | undefined {
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
