import { ledgerOf } from '../../inventory/ledger.ts'
import type { Offender } from '../../report/gate-document.ts'
import { formatCount } from '../../report/quantity.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { shadowedEntries } from '../../waste/shadowed.ts'
import type { Budget } from '../budget.ts'
import type { GatedImage } from '../gated-image.ts'
import { layerOffenders, packageOffender, pathOffender, storedPathOffender } from '../offenders.ts'
import { inventoryOf } from './inventory-of.ts'
import { manifestBudget, numberBudget } from './number-budget.ts'

/** How large an image may be, and of how many parts. */
export const SIZE_BUDGETS: readonly Budget[] = [
  manifestBudget({
    key: 'compressedSize',
    title: 'Compressed size',
    description: 'What a registry stores and a client downloads for all layers.',
    unit: 'bytes',
    flag: 'max-compressed-size',
    offenders: layerOffenders,
  }),
  numberBudget({
    key: 'contentSize',
    title: 'Content size',
    description: 'The content of all files that the final filesystem shows, hard links once.',
    unit: 'bytes',
    flag: 'max-content-size',
    offenders: packagesAndLooseFiles,
  }),
  manifestBudget({
    key: 'layerSize',
    title: 'Largest layer',
    description: 'What a client downloads for any one layer.',
    unit: 'bytes',
    flag: 'max-layer-size',
    offenders: layerOffenders,
  }),
  manifestBudget({
    key: 'layerCount',
    title: 'Layers',
    noun: 'layer',
    description: 'How many layers there are.',
    unit: 'count',
    flag: 'max-layer-count',
    offenders: layerOffenders,
  }),
  numberBudget({
    key: 'fileCount',
    title: 'Files',
    noun: 'file',
    description: 'How many regular files the final filesystem shows, hard links included.',
    unit: 'count',
    flag: 'max-files',
    offenders: fullestDirectories,
  }),
  numberBudget({
    key: 'reclaimableSize',
    title: 'Reclaimable size',
    description: 'File content that is stored in some layer and that the final filesystem does not show.',
    unit: 'bytes',
    flag: 'max-reclaimable-size',
    offenders: hiddenFiles,
  }),
  numberBudget({
    key: 'efficiency',
    title: 'Efficiency',
    description: 'The share of what the layers store that the final filesystem shows: the least.',
    unit: 'share',
    worse: 'less',
    flag: 'min-efficiency',
    offenders: hiddenFiles,
  }),
]

/** Each byte in one of them: packages that no other package brought, and files that none owns. */
function packagesAndLooseFiles(image: GatedImage): Offender[] {
  const inventory = inventoryOf(image)
  const { packages, tree } = inventory
  const { bytesAt, ownerOf } = ledgerOf(inventory)
  const files = Array.from(tree.nodes()).filter((node) => bytesAt(node) > 0 && ownerOf(node) === null)
  files.sort((a, b) => b.size - a.size)
  return [
    ...packages.filter(({ ownedBy }) => ownedBy === null).map((found) => packageOffender(inventory, found)),
    // of a hundred thousand files few can be among the largest
    ...files.slice(0, 100).map((node) => pathOffender(inventory, node)),
  ]
}

/** The directories with the most files right in them, the fullest first. */
function fullestDirectories(image: GatedImage): Offender[] {
  const inventory = inventoryOf(image)
  const files = new Map<TreeNode, number>()
  for (const { type, parent } of inventory.tree.nodes()) {
    if (type === 'file' && parent !== null) files.set(parent, (files.get(parent) ?? 0) + 1)
  }
  const fullest = [...files].sort(([, a], [, b]) => b - a).slice(0, 10)
  return fullest.map(([directory, count]) => ({
    ...pathOffender(inventory, directory, formatCount(count, 'file')),
    bytes: null,
  }))
}

/** What a later layer overwrote, deleted or hid, in the layer that stores it. */
function hiddenFiles(image: GatedImage): Offender[] {
  const inventory = inventoryOf(image)
  return shadowedEntries(inventory.tree.nodes(), inventory.losses)
    .filter(({ bytes }) => bytes > 0)
    .map(({ node, bytes, layer, kind, shadowedBy }) =>
      storedPathOffender(inventory, { path: node.path, bytes, layer }, `${kind} in layer ${shadowedBy}`),
    )
}
