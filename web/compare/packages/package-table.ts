import type { ReportSummary } from '../../../src/compare/html/report-data.ts'

/** A package by its name, whatever its versions, in all images. */
export interface PackageRow {
  readonly type: string
  readonly name: string
  /** For each image what it has of it; null where it has none. */
  readonly cells: readonly (PackageCell | null)[]
}

/** What an image has of a package. */
export interface PackageCell {
  /** Each once, in the order in which the manager lists them. */
  readonly versions: readonly string[]
  /** Content of its files, hard links once; what one package brought of another is in the bytes of both. */
  readonly bytes: number
}

/** Every package of every image, by type and name. */
export function packageTable({ images, packages }: ReportSummary): PackageRow[] {
  const rows = new Map<
    string,
    { type: string; name: string; cells: ({ versions: string[]; bytes: number } | null)[] }
  >()
  for (const [image, { packages: own, installedBytes }] of images.entries()) {
    for (const [place, number] of own.entries()) {
      const { type, name, version } = packages[number]!
      const key = `${type} ${name}`
      const row = rows.get(key) ?? { type, name, cells: images.map(() => null) }
      rows.set(key, row)
      row.cells[image] ??= { versions: [], bytes: 0 }
      const cell = row.cells[image]
      if (!cell.versions.includes(version)) cell.versions.push(version)
      cell.bytes += installedBytes[place]!
    }
  }
  return [...rows.values()].sort((a, b) => compareText(a.name, b.name) || compareText(a.type, b.type))
}

/** Whether two images have the same versions. */
export function sameVersions(a: PackageCell | null, b: PackageCell | null): boolean {
  if (a === null || b === null) return a === b
  return a.versions.length === b.versions.length && a.versions.every((version) => b.versions.includes(version))
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
