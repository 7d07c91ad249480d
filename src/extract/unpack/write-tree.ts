import { setImmediate } from 'node:timers/promises'
import { InterruptedError } from '../../errors.ts'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { EntryHeader } from '../../layer/entry.ts'
import type { EntryListener } from '../../layer/replay.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { contentPlaces, type EntryPaths, type ExtractionPlan, planExtraction } from '../plan.ts'
import { type ExtractOptions, readLayer } from '../read-layer.ts'
import { type KeptAttributes, setExtendedAttributes } from './extended-attributes.ts'
import { isSpecial, makeSpecialFile } from './special-files.ts'
import { TreeWriter } from './tree-writer.ts'

/** How a tree is written. */
export interface WriteTreeOptions extends ExtractOptions {
  /** Whether owners can be given away, and devices made. */
  readonly asRoot: boolean
  /** Whether devices are wanted. */
  readonly devices: boolean
}

/** What could not be written as the image has it. */
export interface WrittenTree {
  readonly devicesLeftOut: number
  readonly pipesLeftOut: number
  readonly attributes: KeptAttributes
}

/** What writing a tree needs of an inventory. */
type WrittenImage = Pick<ImageInventory, 'layers' | 'tree'>

/** The root directory where no layer lists it. */
const ROOT = { path: '/', mode: 0o755, uid: 0, gid: 0, mtime: 0, xattrs: null } as const

/**
 * Writes the final filesystem of an image to `root`, which does not exist yet: directories first, files while their layers
 * stream by, then what could lead somewhere else (symlinks) or is made by programs, and last the directories' own modes,
 * owners and times.
 * @param staging a private directory on the same file system, for what programs make
 * @throws {BrokenImageError} when a layer is not the one that the inventory knows; {UnavailableError} when it cannot be had, or
 *   the file system refuses something; {InterruptedError} when the signal fires.
 */
export async function writeTree(
  inventory: WrittenImage,
  root: string,
  staging: string,
  options: WriteTreeOptions,
): Promise<WrittenTree> {
  const { asRoot, signal } = options
  const plan = planExtraction(inventory)
  const others = plan.entries.flatMap((entries) => [...entries.values()].filter(([node]) => node.children === null))
  const writer = new TreeWriter(root, asRoot)
  try {
    writer.directory(ROOT)
    for await (const node of paced(plan.directories, signal)) writer.directory(node)
    const rootEntry = (await writeFiles(inventory, plan, writer, options)) ?? ROOT
    for await (const [node] of paced(others, signal)) if (node.type === 'symlink') writer.symlink(node)
    const leftOut = new Set(await makeSpecialFiles(inventory, others, writer, staging, options))
    const made = others.filter(([node]) => !leftOut.has(node))
    for await (const [node, ...links] of paced(made, signal)) for (const link of links) addName(writer, link, node)
    const paths = [rootEntry, ...plan.directories, ...made.map(([node]) => node)]
    const attributes = await setExtendedAttributes(paths, root, asRoot, signal)
    for await (const node of paced(plan.directories.toReversed(), signal)) writer.setAttributes(node)
    writer.setAttributes(rootEntry)
    const pipesLeftOut = [...leftOut].filter(({ type }) => type === 'fifo').length
    return { devicesLeftOut: leftOut.size - pipesLeftOut, pipesLeftOut, attributes }
  } catch (error) {
    throw signal?.aborted ? interrupted(signal) : writer.explain(error)
  } finally {
    writer.dropFile()
  }
}

/** Writes all regular files; gives the root directory, if a layer lists it. */
async function writeFiles(
  inventory: WrittenImage,
  plan: ExtractionPlan,
  writer: TreeWriter,
  { limits, signal }: WriteTreeOptions,
): Promise<EntryHeader | undefined> {
  let root: EntryHeader | undefined
  for (const [index, entries] of plan.entries.entries()) {
    const files = new FileWriter(writer, entries)
    for await (const _ of paced(readLayer(inventory, index, files, { limits, signal }), signal));
    root = files.root ?? root
  }
  return root
}

/** Makes named pipes, and devices where they are wanted and possible; gives those that are not made. */
async function makeSpecialFiles(
  { layers }: WrittenImage,
  others: readonly EntryPaths[],
  writer: TreeWriter,
  staging: string,
  { asRoot, devices, signal }: WriteTreeOptions,
): Promise<TreeNode[]> {
  const place = contentPlaces(layers)
  const leftOut: TreeNode[] = []
  for (const [node] of others) {
    const { type } = node
    if (!isSpecial(type)) continue
    const { layer, row } = place(node)
    const device = layers[layer]!.inventory.entries.rare.devices.get(row) ?? null
    const wanted = type === 'fifo' || (devices && asRoot)
    const made = wanted && (await makeSpecialFile({ type, device }, writer.place(node.path), staging, signal))
    if (made) writer.setAttributes(node)
    else leftOut.push(node)
  }
  return leftOut
}

function addName(writer: TreeWriter, name: TreeNode, node: TreeNode): void {
  // link(2) follows symlinks on some systems, and so out of the tree
  if (node.type === 'symlink' && process.platform !== 'linux') writer.symlink(name)
  else writer.link(name, node)
}

/** Writes the regular files of a layer that are still to be seen. */
class FileWriter implements EntryListener {
  /** The root directory, if the layer lists it. */
  root: EntryHeader | undefined
  readonly #writer: TreeWriter
  readonly #entries: ReadonlyMap<number, EntryPaths>
  #current: TreeNode | undefined

  constructor(writer: TreeWriter, entries: ReadonlyMap<number, EntryPaths>) {
    this.#writer = writer
    this.#entries = entries
  }

  entry(header: EntryHeader, row: number | null): boolean {
    if (row === null) {
      this.root = header
      return false
    }
    const [node] = this.#entries.get(row) ?? []
    if (node?.type !== 'file') return false
    this.#current = node
    this.#writer.openFile(node)
    return true
  }

  data(bytes: Uint8Array): void {
    this.#writer.write(bytes)
  }

  endEntry(): void {
    if (this.#current !== undefined) this.#writer.closeFile(this.#current)
    this.#current = undefined
  }
}

/** The same items, with time for everything else now and then, and an end where the signal fires. */
async function* paced<T>(items: Iterable<T> | AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  let count = 0
  for await (const item of items) {
    if (++count % 256 === 0) await setImmediate()
    if (signal?.aborted) throw interrupted(signal)
    yield item
  }
}

function interrupted(signal: AbortSignal): InterruptedError {
  return new InterruptedError(undefined, { cause: signal.reason })
}
