import { familiarName } from './familiar-name.ts'
import type { ImageRow, ImagesDocument } from './images-document.ts'
import { createPalette, type Palette } from './palette.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { rowsLeftOut } from './rows-left-out.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine, wrap } from './terminal-text.ts'

/** As many digits of an id as engines print. */
const ID_DIGITS = 12
/** Of RFC 3339. */
const DAY_CHARACTERS = 10
/** Images of which it is told why they could not be read. */
const MOST_PROBLEMS = 5
/** What stands where nothing is known. */
const UNKNOWN = '-'

/** What `imgpeek images` prints: a table of images, and what they take together; ended by a newline. */
export async function renderImagesPage(
  document: ImagesDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): Promise<string> {
  const style = { width, palette: createPalette(color) }
  const { images, more, total } = document
  const rows = images.flatMap((image) => rowsOf(image, document))
  const lines = [
    style.palette.title(onOneLine(document.reference)),
    '',
    ...(rows.length === 0 ? ['  No images.'] : await renderTable(columnsFor(total.couldGo !== null), rows, style)),
    ...rowsLeftOut(more, style.palette),
    ...unreadLines(document, style),
    ...problemLines(images, style),
  ]
  if (total.images > 0) lines.push('', ...totalLines(document, style))
  return `${lines.join('\n')}\n`
}

function columnsFor(knowsContainers: boolean): Column[] {
  const columns: Column[] = [
    { title: 'Image', align: 'left', flexible: true },
    { title: 'Id', align: 'left' },
    { title: 'Created', align: 'left' },
    { title: 'Size', align: 'right' },
    { title: 'Only it', align: 'right' },
  ]
  return knowsContainers ? [...columns, { title: 'Used by', align: 'right' }] : columns
}

/** A row for the image, and one for each further name that it has. */
function rowsOf(image: ImageRow, { reference, total }: ImagesDocument): string[][] {
  const [first = '<none>', ...others] = image.names.map((name) => shortName(name, reference))
  const cells = [
    (image.imageId ?? UNKNOWN).replace(/^sha\d+:/, '').slice(0, ID_DIGITS),
    image.created?.slice(0, DAY_CHARACTERS) ?? UNKNOWN,
    image.bytes === null ? UNKNOWN : formatBytes(image.bytes),
    image.ownBytes === null ? UNKNOWN : formatBytes(image.ownBytes),
    ...(total.couldGo === null ? [] : [usageOf(image)]),
  ]
  return [[first, ...cells.map(onOneLine)], ...others.map((name) => [name, cells[0]!])]
}

/** Of a name in the repository that is listed the tag; names of Docker Hub as Docker shows them. */
function shortName(name: string, reference: string): string {
  const short = name.startsWith(`${reference}:`) ? name.slice(reference.length + 1) : name
  return onOneLine(familiarName(short))
}

function usageOf({ containers }: ImageRow): string {
  if (containers === null) return UNKNOWN
  return containers.length === 0 ? 'none' : String(containers.length)
}

function problemLines(images: readonly ImageRow[], { width, palette }: TableStyle): string[] {
  const problems = images.flatMap(({ problem }) => problem ?? [])
  if (problems.length === 0) return []
  const texts = problems.slice(0, MOST_PROBLEMS)
  if (problems.length > MOST_PROBLEMS)
    texts.push(`… and so for ${formatCount(problems.length - MOST_PROBLEMS, 'other')}.`)
  return ['', ...texts.flatMap((text) => indented(text, width).map(palette.warning))]
}

function unreadLines({ unread }: ImagesDocument, { width, palette }: TableStyle): string[] {
  if (unread === 0) return []
  const text = `${formatCount(unread, 'tag')} not looked up, of what seem to be older versions: name some, or --max-tags 0.`
  return indented(text, width).map(palette.quiet)
}

function totalLines({ total, measure, source }: ImagesDocument, { width, palette }: TableStyle): string[] {
  const { images, bytes, separateBytes, couldGo } = total
  const take = source === 'registry' ? 'to download' : 'in the store'
  const shared = separateBytes - bytes
  const together =
    `${formatCount(images, 'image')}: ${formatBytes(bytes)}${measure === 'compressedBytes' ? ' compressed' : ''} ${take}` +
    (shared > 0 ? `, ${formatBytes(shared)} less than without layers in common.` : '.')
  return [...indented(together, width), ...(couldGo === null ? [] : couldGoLines(couldGo, width, palette))]
}

function couldGoLines(
  { untagged, all }: NonNullable<ImagesDocument['total']['couldGo']>,
  width: number,
  palette: Palette,
): string[] {
  if (all.images === 0) return indented('All of them are used by containers.', width).map(palette.good)
  const text =
    `Could go: ${formatCount(all.images, 'image')} that no container uses, which frees ${formatBytes(all.bytes)}` +
    (untagged.images === 0 ? '.' : `; without a name ${untagged.images} of them, ${formatBytes(untagged.bytes)}.`)
  return indented(text, width)
}

function indented(text: string, width: number): string[] {
  return wrap(onOneLine(text), width - 2).map((line) => `  ${line}`)
}
