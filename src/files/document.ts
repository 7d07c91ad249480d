import type { ListingOptions } from '../listing/order.ts'
import type { DuplicatesSortKey, FileSortKey, FilesDocument } from '../report/files-document.ts'
import { duplicateFiles } from './duplicates.ts'
import { type LayerFilesOptions, layerFiles } from './layer.ts'
import { listFiles } from './list.ts'
import type { FileSelection, FilledImage } from './selection.ts'
import { type FileTreeOptions, fileTree } from './tree.ts'
import { type DiskUsageOptions, diskUsage } from './usage.ts'

/** Which view of an image's files is wanted, and of which files. */
export type FilesOptions =
  | ({ readonly view: 'list' } & FileSelection & ListingOptions<FileSortKey>)
  | ({ readonly view: 'tree' } & FileTreeOptions)
  | ({ readonly view: 'usage' } & DiskUsageOptions)
  | ({ readonly view: 'duplicates' } & FileSelection & ListingOptions<DuplicatesSortKey>)
  | ({ readonly view: 'layer' } & LayerFilesOptions)

/**
 * What `imgpeek files --json` prints; docs/schema/files.schema.json describes it.
 * @throws {UsageError} when a glob makes no sense; {UnavailableError} when the image has no such layer.
 */
export function filesDocument(inventory: FilledImage, options: FilesOptions): FilesDocument {
  switch (options.view) {
    case 'list':
      return listFiles(inventory, options)
    case 'tree':
      return fileTree(inventory, options)
    case 'usage':
      return diskUsage(inventory, options)
    case 'duplicates':
      return duplicateFiles(inventory, options)
    case 'layer':
      return layerFiles(inventory, options)
  }
}
