import type { ExtractOptions } from '../../extract/read-layer.ts'
import { displayable } from '../../inspect/displayable.ts'
import { decodeName } from '../../layer/tar/text.ts'
import { alphabetical } from '../../listing/order.ts'
import type { ContentChange, ContentFacts, ContentsSection, FieldChange } from '../../report/diff-document.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { ReadPair } from '../read-pair.ts'
import type { NodePair } from '../walk-pairs.ts'
import { elfChanges } from './elf-changes.ts'
import { MOST_TEXT, type ReadFile, SideReader } from './side-reader.ts'
import { textPatch } from './text-patch.ts'

/** Bytes that are held of the files of both images together. */
const MOST_BYTES = 64 * 1024 * 1024
/** Characters of all patches together. */
const MOST_PATCHES = 4 * 1024 * 1024
/** Milliseconds for all patches together. */
const MOST_TIME = 10_000

/**
 * Says what differs inside of regular files: those that changed, then texts that came, then texts that went. Reads the layers
 * again that have them; the images must still be open.
 * @throws the same as `readContents`
 */
export async function compareContents(pair: ReadPair, options: ExtractOptions): Promise<ContentsSection> {
  const wanted = filesToCompare(pair)
  const old = new SideReader(pair.before)
  const now = new SideReader(pair.after)
  const chosen = firstWithin(wanted, MOST_BYTES, ({ before, after }) => old.cost(before) + now.cost(after))
  const before = await old.read(
    chosen.flatMap((files) => files.before ?? []),
    options,
  )
  const after = await now.read(
    chosen.flatMap((files) => files.after ?? []),
    options,
  )

  const files: ContentChange[] = []
  const deadline = performance.now() + MOST_TIME
  let patches = 0
  let more = wanted.length - chosen.length
  for (const paths of chosen) {
    const timeout = deadline - performance.now()
    if (patches > MOST_PATCHES || timeout <= 0) {
      more++
      continue
    }
    const change = contentChange(fileOf(before, paths.before), fileOf(after, paths.after), timeout)
    // what came or went is told of where it is text; the rest is in the list of files
    if (change.patch === null && (change.before === null || change.after === null)) continue
    patches += change.patch?.length ?? 0
    files.push(change)
  }
  return displayable({ files, more })
}

function fileOf(files: ReadonlyMap<TreeNode, ReadFile>, node: TreeNode | null): ReadFile | null {
  return node === null ? null : files.get(node)!
}

function filesToCompare({ files }: ReadPair): readonly NodePair[] {
  const changed = files.changed.filter(({ aspects, after }) => aspects.includes('content') && after.type === 'file')
  return [
    ...changed.toSorted(alphabetical(({ after }) => after.path)),
    ...textsOf(files.added).map((node) => ({ before: null, after: node })),
    ...textsOf(files.removed).map((node) => ({ before: node, after: null })),
  ]
}

/** Files that may be texts to print. */
function textsOf(nodes: readonly TreeNode[]): TreeNode[] {
  const files = nodes.filter(({ type, size }) => type === 'file' && size > 0 && size <= MOST_TEXT)
  return files.sort(alphabetical(({ path }) => path))
}

/** The first items that together take no more than there is. */
function firstWithin<Item>(items: readonly Item[], most: number, cost: (item: Item) => number): readonly Item[] {
  let total = 0
  return items.filter((item) => {
    total += cost(item)
    return total <= most
  })
}

function contentChange(old: ReadFile | null, now: ReadFile | null, timeout: number): ContentChange {
  const { patch, changes } = describe(old, now, timeout)
  return { path: (now ?? old)!.node.path, patch, changes, before: factsOf(old), after: factsOf(now) }
}

function describe(
  old: ReadFile | null,
  now: ReadFile | null,
  timeout: number,
): Pick<ContentChange, 'patch' | 'changes'> {
  if (old?.elf && now?.elf) return { patch: null, changes: elfChanges(old.elf.binary, now.elf.binary) }
  const before = textOf(old)
  const after = textOf(now)
  if (before === undefined || after === undefined) return { patch: null, changes: [] }
  const patch = textPatch(before, after, timeout)
  return { patch, changes: patch === null ? [lines(before?.text ?? '', after?.text ?? '')] : [] }
}

/** Null for what is not there; undefined for what is no text, or too large to compare. */
function textOf(file: ReadFile | null): { path: string; text: string } | null | undefined {
  if (file === null) return null
  const { node, format, bytes } = file
  return format === 'text' && bytes.length === node.size ? { path: node.path, text: decodeName(bytes) } : undefined
}

function lines(before: string, after: string): FieldChange {
  return { field: 'lines', key: null, before: countLines(before), after: countLines(after) }
}

/** As wc -l counts them, but for what follows the last newline. */
function countLines(text: string): number {
  const { length } = text.split('\n')
  return text === '' || text.endsWith('\n') ? length - 1 : length
}

function factsOf(file: ReadFile | null): ContentFacts | null {
  return file === null ? null : { format: file.format, size: file.node.size, sha256: file.node.sha256 }
}
