import { PACKAGE_CHANGES, type PackageChange, type PackagesSection } from '../diff-document.ts'
import { packageName } from '../package-name.ts'
import type { Palette } from '../palette.ts'
import { formatByteChange } from '../quantity.ts'
import { type Column, renderTable } from '../table.ts'
import { onOneLine } from '../terminal-text.ts'
import { countsText, growthStyle } from './change-text.ts'
import { leftOut } from './left-out.ts'
import type { DiffPageSection } from './section.ts'

const MARKS: Readonly<Record<PackageChange['change'], string>> = {
  added: '+',
  removed: '-',
  upgraded: '↑',
  downgraded: '↓',
  changed: '~',
}

/** Packages that came, went, or have another version. */
export const packagesSection: DiffPageSection = {
  name: 'packages',
  heading: 'Packages',
  summary: ({ packages }) => (packages === null ? '' : countsText(PACKAGE_CHANGES, packages.counts)),
  async render({ packages }, style) {
    if (packages === null) return []
    const ofOneType = packages.changes.every(({ type }) => type === packages.changes[0]?.type)
    const isTelling = ({ title, cell }: PackageColumn): boolean =>
      title === 'Type' ? !ofOneType : packages.changes.some((change) => cell(change) !== '')
    const columns = columnsOf(style.palette).filter(isTelling)
    const rows = packages.changes.map((change) => columns.map(({ cell }) => cell(change)))
    return [...(await renderTable(columns, rows, style)), ...moreLine(packages, style.palette)]
  },
}

interface PackageColumn extends Column {
  cell(change: PackageChange): string
}

function columnsOf(palette: Palette): PackageColumn[] {
  return [
    { title: '', align: 'left', style: markStyle(palette), cell: ({ change }) => MARKS[change] },
    { title: 'Package', align: 'left', flexible: true, cell: packageName },
    { title: 'Type', align: 'left', cell: ({ type }) => onOneLine(type) },
    { title: 'Version', align: 'left', flexible: true, cell: versionCell },
    { title: 'Size', align: 'right', style: growthStyle(palette), cell: growthCell },
  ]
}

function markStyle(palette: Palette): (text: string) => string {
  const styles: Readonly<Record<string, (text: string) => string>> = {
    [MARKS.added]: palette.good,
    [MARKS.removed]: palette.bad,
    [MARKS.downgraded]: palette.warning,
  }
  return (text) => (styles[text] ?? palette.quiet)(text)
}

/** The architecture is told where it is all that differs. */
function versionCell({ before, after }: PackageChange): string {
  const isOne = before?.version === after?.version
  const texts = [before, after].flatMap((state) => {
    if (state === null) return []
    return isOne ? `${state.version} ${state.architecture ?? ''}` : state.version
  })
  return onOneLine(texts.join(' → '))
}

/** What another package brought takes no bytes of its own. */
function growthCell({ before, after, ownedBy }: PackageChange): string {
  const growth = (after?.installedBytes ?? 0) - (before?.installedBytes ?? 0)
  return growth === 0 || ownedBy !== null ? '' : formatByteChange(growth)
}

function moreLine({ counts, changes }: PackagesSection, palette: Palette): string[] {
  const shown = Map.groupBy(changes, ({ change }) => change)
  return leftOut(
    PACKAGE_CHANGES.map((kind) => [kind, counts[kind] - (shown.get(kind)?.length ?? 0)]),
    palette,
  )
}
