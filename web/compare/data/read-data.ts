import { decodeFileTable } from '../../../src/compare/html/decode-file-table.ts'
import { DATA_ELEMENTS, type FileTable, type ReportSummary } from '../../../src/compare/html/report-data.ts'

/** What the first sight needs. */
export async function readSummary(): Promise<ReportSummary> {
  return JSON.parse(new TextDecoder().decode(await inflated(DATA_ELEMENTS.summary))) as ReportSummary
}

/** The files of all images. */
export async function readFiles(): Promise<FileTable> {
  return decodeFileTable(await inflated(DATA_ELEMENTS.files))
}

async function inflated(id: string): Promise<Uint8Array> {
  const element = document.getElementById(id)
  const packed = bytesOfBase64(element?.textContent ?? '')
  element?.remove() // megabytes that nobody reads again
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  // five times as fast, where the browser has it
  const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }
  if (fromBase64 !== undefined) return fromBase64.call(Uint8Array, text)
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
