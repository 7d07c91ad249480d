import { encodedText } from '../encoded-text.ts'
import type { SbomDocument } from '../sbom-document.ts'

/** Writes an SBOM, in pieces of any size. */
type Renderer = (document: SbomDocument) => Iterable<string>

interface Format {
  /** Whether it wants the SHA-1 of the files that it lists. */
  readonly sha1: boolean
  readonly load: () => Promise<Renderer>
}

/** The formats of SBOMs, each loaded when it is asked for. A new one is an entry here. */
const FORMATS = {
  'cyclonedx-json': { sha1: false, load: async () => (await import('./cyclonedx-json.ts')).renderCycloneDxJson },
  'cyclonedx-xml': { sha1: false, load: async () => (await import('./cyclonedx-xml.ts')).renderCycloneDxXml },
  'spdx-json': { sha1: true, load: async () => (await import('./spdx-json.ts')).renderSpdxJson },
  'spdx-tag': { sha1: true, load: async () => (await import('./spdx-tag.ts')).renderSpdxTag },
} as const satisfies Readonly<Record<string, Format>>

/** The name of a format, as `--format` takes it. */
export type SbomFormatName = keyof typeof FORMATS

/** The format of an SBOM where none is asked for. */
export const DEFAULT_SBOM_FORMAT: SbomFormatName = 'cyclonedx-json'

/** The names of all formats. */
export const SBOM_FORMATS = Object.keys(FORMATS) as SbomFormatName[]

/** Whether a format wants the SHA-1 of the files that it lists, beside their SHA-256. */
export function wantsSha1(format: SbomFormatName): boolean {
  return FORMATS[format].sha1
}

/** Writes an SBOM in UTF-8. */
export async function* renderSbom(document: SbomDocument, format: SbomFormatName): AsyncGenerator<Uint8Array> {
  const render = await FORMATS[format].load()
  yield* encodedText(render(document))
}
