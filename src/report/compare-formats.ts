import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { CompareDocument } from './compare-document.ts'
import type { ReportFormat } from './report-format.ts'

/** What `imgpeek compare --report` offers; the first is the default. Reports see each image while it is open. */
export const COMPARE_FORMATS: readonly ReportFormat<CompareDocument, ImageInventory>[] = [
  { name: 'terminal', begin: async () => ({ render: (await import('./compare-page.ts')).renderComparePage }) },
  { name: 'json', begin: async () => ({ render: (await import('./json.ts')).renderJson }) },
  { name: 'markdown', begin: async () => ({ render: (await import('./compare-markdown.ts')).renderCompareMarkdown }) },
  { name: 'csv', begin: async () => ({ render: (await import('./compare-csv.ts')).renderCompareCsv }) },
  { name: 'html', begin: async () => (await import('../compare/html/html-report.ts')).htmlReport() },
]
