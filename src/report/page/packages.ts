import type { PackageSection } from '../inspect-document.ts'
import { formatBytes, formatCount } from '../quantity.ts'
import { type Column, renderTable } from '../table.ts'
import { onOneLine } from '../terminal-text.ts'
import type { Section } from './section.ts'

/** As many of the largest packages stand on the page. */
const LARGEST = 10

const MANAGER_COLUMNS: readonly Column[] = [
  { title: 'Manager', align: 'left', flexible: true },
  { title: 'Packages', align: 'right' },
  { title: 'Files', align: 'right' },
  { title: 'Size', align: 'right' },
]

const PACKAGE_COLUMNS: readonly Column[] = [
  { title: 'Package', align: 'left', flexible: true },
  { title: 'Version', align: 'left', flexible: true },
  { title: 'Type', align: 'left', flexible: true },
  { title: 'Layer', align: 'right' },
  { title: 'Size', align: 'right' },
]

/** Packages by manager, what none of them owns, and the largest packages (all of them where asked for). */
export const packagesSection: Section = {
  name: 'packages',
  heading: 'Packages',
  onPage: () => true,
  async render({ packages, unowned }, style) {
    const managers = [...Map.groupBy(packages, managerOf)].map(([manager, items]) => [
      onOneLine(manager),
      formatCount(items.length),
      ...(isWithin(items[0]!) ? ['', ''] : [filesOf(items), bytesOf(items)]),
    ])
    managers.push(['no package', '', formatCount(unowned.files), formatBytes(unowned.bytes)])
    const lines = await renderTable(MANAGER_COLUMNS, managers, style)
    if (packages.length === 0) return lines

    const bySize = packages
      .filter((item) => style.full || !isWithin(item))
      .sort((a, b) => b.installedBytes - a.installedBytes)
    const shown = style.full ? bySize : bySize.slice(0, LARGEST)
    lines.push('', ...(await renderTable(PACKAGE_COLUMNS, shown.map(packageRow), style)))
    const more = bySize.length - shown.length
    if (more > 0) lines.push(style.palette.quiet(`  and ${formatCount(more)} smaller: --section packages`))
    return lines
  },
}

/** Packages that others brought stand in rows of their own, whose files are counted with the others. */
function managerOf({ type, ownedBy }: PackageSection): string {
  return ownedBy === null ? type : `${type}, within ${ownedBy.type}`
}

function isWithin({ ownedBy }: PackageSection): boolean {
  return ownedBy !== null
}

function packageRow(item: PackageSection): string[] {
  return [
    onOneLine(item.ownedBy === null ? item.name : `${item.name} (in ${item.ownedBy.name})`),
    onOneLine(item.version),
    onOneLine(item.type),
    String(item.layer),
    formatBytes(item.installedBytes),
  ]
}

function filesOf(items: readonly PackageSection[]): string {
  return formatCount(items.reduce((total, { files }) => total + files, 0))
}

function bytesOf(items: readonly PackageSection[]): string {
  return formatBytes(items.reduce((total, { installedBytes }) => total + installedBytes, 0))
}
