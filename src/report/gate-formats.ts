import type { GateDocument } from './gate-document.ts'
import type { ReportFormat } from './report-format.ts'

/** What `imgpeek gate --report` offers; the first is the default. */
export const GATE_FORMATS: readonly ReportFormat<GateDocument>[] = [
  { name: 'terminal', begin: async () => ({ render: (await import('./gate-page.ts')).renderGatePage }) },
  { name: 'json', begin: async () => ({ render: (await import('./json.ts')).renderJson }) },
  { name: 'markdown', begin: async () => ({ render: (await import('./gate-markdown.ts')).renderGateMarkdown }) },
  { name: 'junit', begin: async () => ({ render: (await import('./gate-junit.ts')).renderGateJunit }) },
  { name: 'sarif', begin: async () => ({ render: (await import('./gate-sarif.ts')).renderGateSarif }) },
  { name: 'github', begin: async () => ({ render: (await import('./gate-github.ts')).renderGateGithub }) },
  {
    name: 'github-summary',
    begin: async () => ({ render: (await import('./gate-markdown.ts')).renderGateSummary }),
  },
  {
    name: 'gitlab-codequality',
    begin: async () => ({ render: (await import('./gate-codequality.ts')).renderGateCodeQuality }),
  },
  { name: 'gitlab-metrics', begin: async () => ({ render: (await import('./gate-metrics.ts')).renderGateMetrics }) },
]
