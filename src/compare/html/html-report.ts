import { readFile } from 'node:fs/promises'
import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { CompareDocument } from '../../report/compare-document.ts'
import type { Report } from '../../report/report-format.ts'
import { printable } from '../../report/terminal-text.ts'
import { pack, packFiles } from './pack-files.ts'
import { DATA_ELEMENTS, type ReportSummary } from './report-data.ts'
import { type ReportData, ReportDataCollector } from './report-data-collector.ts'

/** The HTML report of `imgpeek compare`: one file that needs nothing else, to be sent around. */
export function htmlReport(): Report<CompareDocument, ImageInventory> {
  const collector = new ReportDataCollector()
  return {
    see: (inventory) => collector.add(inventory),
    render: (document) => renderCompareHtml(document, collector.finish()),
  }
}

/**
 * Writes the page (web/compare) with its data. No text of an image stands in the HTML itself: all of it is in the data, which
 * the page unpacks and only ever shows as text.
 * @param mostCharacters what the page may take; where the images have more paths than fit, small ones stand together
 */
export async function renderCompareHtml(
  document: CompareDocument,
  data: ReportData,
  mostCharacters = MOST_CHARACTERS,
): Promise<string> {
  const { files, ...lists } = data
  const summary: ReportSummary = { document, ...lists }
  const json = JSON.stringify(summary, (_key, value) => (typeof value === 'string' ? printable(value) : value))
  const page = fill(await readFile(PAGE, 'utf8'), DATA_ELEMENTS.summary, await pack(Buffer.from(json)))
  return fill(page, DATA_ELEMENTS.files, await packFiles(files, mostCharacters - page.length))
}

/** What a page takes, so that it can be mailed. */
const MOST_CHARACTERS = 10_000_000

function fill(page: string, id: string, content: string): string {
  const [before, after] = page.split(`id="${id}">`)
  if (after === undefined) throw new Error(`The page has no element "${id}".`)
  return `${before}id="${id}">${content}${after}`
}

/** What build.js makes of web/compare; the code that runs stands beside it, or is not built and stands here. */
const PAGE = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/compare-report.html' : './compare-report.html',
  import.meta.url,
)
