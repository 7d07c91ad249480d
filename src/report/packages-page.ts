import { packageName } from './package-name.ts'
import { renderPackageTree } from './package-tree.ts'
import type { PackageGroup, PackageRow, PackagesDocument, PackageTotal } from './packages-document.ts'
import { createPalette } from './palette.ts'
import { formatBytes, formatCount } from './quantity.ts'
import { rowsLeftOut } from './rows-left-out.ts'
import { type Column, renderTable, type TableStyle } from './table.ts'
import { onOneLine, truncate, wrap } from './terminal-text.ts'

/** Marks what nothing else depends on. */
const ROOT = '*'

/** A column of the table, and which grouping makes it say the same in every row. */
interface PackageColumn extends Column {
  readonly constantIn: PackageGroup['by'] | null
  cell(found: PackageRow): string
}

const COLUMNS: readonly PackageColumn[] = [
  { title: '', align: 'left', constantIn: null, cell: ({ root }) => (root ? ROOT : '') },
  { title: 'Package', align: 'left', flexible: true, constantIn: null, cell: packageName },
  { title: 'Version', align: 'left', flexible: true, constantIn: null, cell: ({ version }) => onOneLine(version) },
  { title: 'Type', align: 'left', constantIn: 'type', cell: ({ type }) => onOneLine(type) },
  {
    title: 'License',
    align: 'left',
    flexible: true,
    constantIn: 'license',
    cell: ({ licenses }) => onOneLine(licenses.join(', ')),
  },
  { title: 'Layer', align: 'right', constantIn: 'layer', cell: ({ layer }) => String(layer) },
  { title: 'Size', align: 'right', constantIn: null, cell: ({ installedBytes }) => formatBytes(installedBytes) },
]

/** What `imgpeek packages` prints: a table, one for each group, or the tree of dependencies; ended by a newline. */
export async function renderPackagesPage(
  document: PackagesDocument,
  { width, color }: { readonly width: number; readonly color: boolean },
): Promise<string> {
  const style = { width, palette: createPalette(color) }
  const lines =
    document.tree !== null
      ? [...renderPackageTree(document.tree, style), ...rowsLeftOut(document.moreOfTree, style.palette)]
      : document.groups !== null
        ? await groupLines(document.groups, document.packages, style)
        : [...(await tableLines(document.packages, null, style)), ...rowsLeftOut(document.more, style.palette)]
  const total = document.total.packages === 0 ? '  No packages.' : `  ${totalText(document.total)}`
  const legend = legendOf(document).map((line) => style.palette.quiet(`  ${line}`))
  const builds = document.packages.flatMap((found) => buildLines(found, width))
  return `${[...lines, ...(lines.length > 0 ? [''] : []), total, ...builds, ...legend].join('\n')}\n`
}

/** What a Go program was built by and from. */
function buildLines({ name, build }: PackageRow, width: number): string[] {
  if (build === null) return []
  const { toolchain, vcs } = build
  const commit = vcs === null ? [] : [`from ${vcs.system} ${vcs.revision.slice(0, COMMIT_DIGITS)}`]
  const day = vcs?.time ? [`of ${vcs.time.slice(0, DAY_CHARACTERS)}`] : []
  const changed = vcs?.modified ? ['with changes'] : []
  const text = onOneLine([`${name} was built by ${toolchain}`, ...commit, ...day, ...changed].join(' '))
  return wrap(text, width - 2).map((line) => `  ${line}`)
}

/** As many as git needs to tell the commits of the largest repositories apart. */
const COMMIT_DIGITS = 12
/** Of RFC 3339. */
const DAY_CHARACTERS = 10

function legendOf({ packages, groups, tree }: PackagesDocument): string[] {
  const lines: string[] = []
  if (tree === null && packages.some(({ root }) => root)) lines.push(`${ROOT} nothing else depends on it`)
  if (groups?.some(({ by }) => by === 'license'))
    lines.push('A package with several licenses stands under each of them.')
  return lines
}

async function groupLines(
  groups: readonly PackageGroup[],
  packages: readonly PackageRow[],
  style: TableStyle,
): Promise<string[]> {
  const byPurl = new Map(packages.map((found) => [found.purl, found]))
  const lines: string[] = []
  for (const group of groups) {
    const members = group.packages.map((purl) => byPurl.get(purl)).filter((found) => found !== undefined)
    if (lines.length > 0) lines.push('')
    lines.push(headingLine(group, style), ...(await tableLines(members, group.by, style)))
    lines.push(...rowsLeftOut(group.more, style.palette))
  }
  return lines
}

function headingLine(group: PackageGroup, { width, palette }: TableStyle): string {
  const title = onOneLine(titleOf(group))
  const total = `  ${totalText({ ...group, packages: group.packages.length + group.more })}`
  const instruction = group.instruction === null ? '' : `  ${onOneLine(group.instruction)}`
  const heading = truncate(title, Math.max(8, width - total.length))
  return palette.heading(heading) + total + palette.quiet(truncate(instruction, width - heading.length - total.length))
}

function titleOf({ by, value }: PackageGroup): string {
  if (by === 'layer') return `Layer ${value}`
  return value === null ? 'License not known' : String(value)
}

function totalText({ packages, files, installedBytes }: PackageTotal): string {
  return `${formatCount(packages, 'package')}, ${formatCount(files, 'file')}, ${formatBytes(installedBytes)}`
}

async function tableLines(
  packages: readonly PackageRow[],
  by: PackageGroup['by'] | null,
  style: TableStyle,
): Promise<string[]> {
  if (packages.length === 0) return []
  const ofOneType = packages.every(({ type }) => type === packages[0]!.type)
  const anyRoot = packages.some(({ root }) => root)
  const columns = COLUMNS.filter(({ title, constantIn }) => {
    if (title === '') return anyRoot
    return constantIn === null || !(constantIn === by || (constantIn === 'type' && ofOneType))
  })
  return await renderTable(
    columns,
    packages.map((found) => columns.map((column) => column.cell(found))),
    style,
  )
}
