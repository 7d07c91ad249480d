import type { Bill } from '../bill.ts'

/** What writes the document. */
export interface SbomTool {
  readonly name: string
  readonly version: string
}

/** Writes a bill as a document, which ends with a newline. */
export type WriteBill = (bill: Bill, tool: SbomTool) => string

/** Every format, by the name that `--format` takes; each is loaded when it is asked for. The first is the default. */
export const SBOM_FORMATS = {
  'cyclonedx-json': async () => (await import('./cyclonedx.ts')).cycloneDxJson,
  'cyclonedx-xml': async () => (await import('./cyclonedx.ts')).cycloneDxXml,
  'spdx-json': async () => (await import('./spdx-json.ts')).spdxJson,
  'spdx-tag': async () => (await import('./spdx-tag.ts')).spdxTag,
} satisfies Readonly<Record<string, () => Promise<WriteBill>>>

/** See `SBOM_FORMATS`. */
export type SbomFormat = keyof typeof SBOM_FORMATS

/** The names of `SBOM_FORMATS`. */
export const SBOM_FORMAT_NAMES = Object.keys(SBOM_FORMATS) as readonly SbomFormat[]
