import { duplicateLines } from './files/duplicates.ts'
import { fileListLines, layerFileLines } from './files/list.ts'
import { fileTreeLines } from './files/tree.ts'
import { usageLines } from './files/usage.ts'
import type { FilesDocument } from './files-document.ts'
import { createPalette } from './palette.ts'
import type { TableStyle } from './table.ts'

/** What `imgpeek files` prints, ended by a newline. Paths are never cut: one that is names nothing. */
export function renderFilesPage(
  document: FilesDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): string {
  return `${linesOf(document, { width, palette: createPalette(color) }).join('\n')}\n`
}

function linesOf(document: FilesDocument, style: TableStyle): string[] {
  switch (document.view) {
    case 'list':
      return fileListLines(document, style)
    case 'tree':
      return fileTreeLines(document, style)
    case 'usage':
      return usageLines(document, style)
    case 'duplicates':
      return duplicateLines(document, style)
    case 'layer':
      return layerFileLines(document, style)
  }
}
