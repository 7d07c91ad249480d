import type { PodDocument } from './pod-document.ts'
import type { ReportFormat } from './report-format.ts'

/** What `imgpeek pod --report` offers; the first is the default. */
export const POD_FORMATS: readonly ReportFormat<PodDocument>[] = [
  { name: 'terminal', begin: async () => ({ render: (await import('./pod-page.ts')).renderPodPage }) },
  { name: 'json', begin: async () => ({ render: (await import('./json.ts')).renderJson }) },
  { name: 'markdown', begin: async () => ({ render: (await import('./pod-markdown.ts')).renderPodMarkdown }) },
  { name: 'csv', begin: async () => ({ render: (await import('./pod-csv.ts')).renderPodCsv }) },
  { name: 'html', begin: async () => ({ render: (await import('./pod-html.ts')).renderPodHtml }) },
]
