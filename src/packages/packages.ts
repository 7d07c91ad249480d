import { displayable } from '../inspect/displayable.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import { nameMatcher } from '../listing/glob.ts'
import {
  alphabetical,
  type ListingOptions,
  largestFirst,
  listed,
  type Orders,
  smallestFirst,
} from '../listing/order.ts'
import type {
  PackageGroup,
  PackageGrouping,
  PackageRow,
  PackageSortKey,
  PackagesDocument,
  TreeRow,
} from '../report/packages-document.ts'
import { type DependencyGraph, dependencyGraph } from './dependency-graph.ts'
import { groupPackages, totalOf } from './grouping.ts'
import { type TreePlace, topsOf, treeRows } from './tree-rows.ts'

/** Which packages are wanted, and how. */
export interface PackagesOptions extends ListingOptions<PackageSortKey> {
  /** Names of packages, as globs; all where there are none. */
  readonly globs: readonly string[]
  /** Null for one list; each group is cut by the limit by itself. */
  readonly by: PackageGrouping | null
  /** Whether the tree of dependencies is wanted: below the packages that match, else below those that nothing depends on. */
  readonly tree: boolean
}

/**
 * Every package of an image with its bytes, its layer, its licenses, and what it depends on.
 * @throws {UsageError} when a glob makes no sense.
 */
export function packagesDocument(inventory: ImageInventory, options: PackagesOptions): PackagesDocument {
  const matches = nameMatcher(options.globs)
  const graph = dependencyGraph(inventory.packages, inventory.tree)
  // Where the order does not tell them apart they come by name.
  const wanted = inventory.packages.filter(({ name }) => matches(name)).sort(byName)
  const orders = ordersBy(graph)
  const whole = { ...options, limit: options.by === null && !options.tree ? options.limit : 0 }
  const { rows, more } = listed(wanted, orders, whole)
  const tops = options.globs.length > 0 ? rows : topsOf(rows, graph)
  const tree = options.tree ? cutRows(treeRows(tops, graph), options.limit) : null
  return displayable<PackagesDocument>({
    schemaVersion: 1,
    reference: inventory.reference,
    digest: inventory.descriptor?.digest ?? null,
    packages: rows.map((found) => packageRow(found, graph)),
    more,
    groups: options.by === null ? null : groups(rows, options.by, options, inventory.layers),
    tree: tree === null ? null : tree.rows.map(treeRow),
    moreOfTree: tree?.more ?? 0,
    total: totalOf(wanted),
  })
}

function ordersBy(graph: DependencyGraph<InstalledPackage>): Orders<InstalledPackage, PackageSortKey> {
  return {
    size: largestFirst((found) => found.installedBytes),
    name: byName,
    layer: smallestFirst((found) => found.layer),
    dependents: largestFirst((found) => graph.dependentsOf(found).size),
  }
}

/** NUL sorts before everything that a name may hold. */
const byName = alphabetical<InstalledPackage>(({ name, type, version, architecture }) =>
  [name, type, version, architecture].join('\0'),
)

function packageRow(found: InstalledPackage, graph: DependencyGraph<InstalledPackage>): PackageRow {
  const dependents = graph.dependentsOf(found)
  return {
    type: found.type,
    name: found.name,
    version: found.version,
    architecture: found.architecture,
    licenses: found.licenses,
    purl: found.purl,
    installedBytes: found.installedBytes,
    files: found.files,
    layer: found.layer,
    ownedBy: found.ownedBy,
    within: found.within ?? null,
    build: found.build ?? null,
    root: dependents.size === 0,
    dependencies: [...graph.dependenciesOf(found)].map(([{ purl }, met]) => ({
      purl,
      requires: met.map(({ stated }) => stated),
    })),
    unmet: graph
      .requirementsOf(found)
      .filter(({ satisfiedBy }) => satisfiedBy.length === 0)
      .map(({ stated }) => stated),
    dependents: [...dependents].sort(byName).map(({ purl }) => purl),
  }
}

function treeRow({ depth, found, requires, cut }: TreePlace<InstalledPackage>): TreeRow {
  const { type, name, version, purl, installedBytes } = found
  return { depth, type, name, version, purl, installedBytes, requires, cut }
}

function groups(
  rows: readonly InstalledPackage[],
  by: PackageGrouping,
  { limit }: ListingOptions<PackageSortKey>,
  layers: ImageInventory['layers'],
): PackageGroup[] {
  return groupPackages(rows, by, layers).map(({ value, instruction, packages }) => {
    const { files, installedBytes } = totalOf(packages)
    const shown = limit === 0 ? packages : packages.slice(0, limit)
    return {
      by,
      value,
      instruction,
      packages: shown.map(({ purl }) => purl),
      more: packages.length - shown.length,
      files,
      installedBytes,
    }
  })
}

/** As many rows as the limit allows, and how many more there are; 0 allows all. */
function cutRows<Row>(rows: Iterable<Row>, limit: number): { rows: readonly Row[]; more: number } {
  const shown: Row[] = []
  let more = 0
  for (const row of rows) {
    if (limit === 0 || shown.length < limit) shown.push(row)
    else more++
  }
  return { rows: shown, more }
}
