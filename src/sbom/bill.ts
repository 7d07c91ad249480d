import { createHash } from 'node:crypto'
import type { OsRelease } from '../catalogers/os-release.ts'
import type { Package } from '../catalogers/packages/package.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { ownersOf } from '../inventory/owners.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import { dependencyGraph } from '../packages/dependency-graph.ts'
import { printable } from '../report/terminal-text.ts'
import { displayPath } from '../rootfs/path.ts'
import type { BillFiles } from './bill-files.ts'
import { imagePurl } from './image-purl.ts'
import { type License, licenseOf } from './licenses/license.ts'

/** How a bill is made. */
export interface BillOptions {
  readonly files: BillFiles
  /** Seconds since 1970: SOURCE_DATE_EPOCH; null where the image's own date counts. */
  readonly sourceDateEpoch: number | null
}

/** What an image is made of, before any format has it. Every text is printable; nothing is in it that two runs would differ in. */
export interface Bill {
  readonly name: string
  /** The manifest's digest, or the config's where the source has no manifest; null where there is neither. */
  readonly digest: string | null
  readonly purl: string | null
  /** A UUID (RFC 9562, version 8) that follows from what the bill is of. */
  readonly uuid: string
  readonly created: Date
  readonly os: OsRelease | null
  readonly packages: readonly BillPackage[]
  readonly files: readonly BillFile[]
}

/** A package of a bill. */
export interface BillPackage {
  /** Of letters, digits, dots and hyphens; no other package of the bill has it. */
  readonly id: string
  readonly type: Package['type']
  readonly name: string
  readonly version: string
  readonly purl: string
  readonly licenses: readonly License[]
  /** The file that states it, and where inside of that. */
  readonly foundIn: string
  readonly layer: { readonly index: number; readonly diffId: string }
  /** Ids of installed packages that it depends on. */
  readonly dependsOn: readonly string[]
  /** Id of the package of the operating system, or the program, that brought it. */
  readonly ownedBy: string | null
}

/** A regular file of a bill. */
export interface BillFile {
  readonly id: string
  readonly path: string
  readonly sha256: string
  readonly layer: number
  /** Id of the package that owns it. */
  readonly ownedBy: string | null
}

/** What an image is made of. */
export function billOf(inventory: ImageInventory, { files, sourceDateEpoch }: BillOptions): Bill {
  const { config, layers, descriptor, imageId, tree } = inventory
  const ids = new Map(inventory.packages.map((found) => [found, packageId(found)]))
  const graph = dependencyGraph(inventory.packages, tree)
  const packages = [...ids]
    .map(([found, id]) => billPackage(found, id))
    .toSorted((a, b) => byText(a.id, b.id))
    .filter(({ id }, index, all) => id !== all[index - 1]?.id)
  const date = sourceDateEpoch === null ? Date.parse(config.created ?? '') : sourceDateEpoch * 1000
  const digest = descriptor?.digest ?? imageId
  return {
    name: shown(inventory.reference),
    digest,
    purl: imagePurl(inventory),
    uuid: uuidOf([digest ?? '', ...layers.map((layer) => layer.inventory.diffId), files]),
    created: new Date(Number.isNaN(date) ? 0 : date),
    os: inventory.os,
    packages,
    files: files === 'none' ? [] : [...filesOf(inventory, ids, files)],
  }

  function billPackage(found: InstalledPackage, id: string): BillPackage {
    const { type, name, version, purl, licenses, database, within, layer, ownedBy } = found
    const dependencies = [...graph.dependenciesOf(found).keys()].map((dependency) => ids.get(dependency)!)
    return {
      id,
      type,
      name: shown(name),
      version: shown(version),
      purl: shown(purl),
      licenses: licenses.filter((stated) => stated.trim() !== '').map((stated) => licenseOf(shown(stated))),
      foundIn: shown(within === undefined ? database : `${database}!/${within}`),
      layer: { index: layer, diffId: layers[layer]!.inventory.diffId },
      dependsOn: [...new Set(dependencies)].filter((dependency) => dependency !== id).toSorted(byText),
      ownedBy: ownedBy === null ? null : ownerId(ownedBy),
    }
  }

  function ownerId(owner: Pick<Package, 'type' | 'name'>): string | null {
    for (const [{ type, name }, id] of ids) if (type === owner.type && name === owner.name) return id
    return null
  }
}

function* filesOf(
  { tree, packages }: ImageInventory,
  ids: ReadonlyMap<InstalledPackage, string>,
  which: BillFiles,
): Generator<BillFile> {
  const owners = ownersOf(tree, packages)
  let number = 0
  for (const node of tree.nodes()) {
    if (node.sha256 === null) continue
    const owner = owners.get(node)
    if (which === 'packages' && !owner) continue
    const path = shown(node.path)
    const ownedBy = owner ? ids.get(owner)! : null
    yield { id: `File-${++number}`, path, sha256: node.sha256, layer: node.layer, ownedBy }
  }
}

/** A package may be there several times (npm, jars), also in one version: where it stands tells them apart. */
function packageId({ type, name, version, architecture, database, within }: Package): string {
  const readable = name.replace(/[^A-Za-z0-9.]+/g, '-').slice(0, 64)
  return `Package-${type}-${readable}-${hash([type, name, version, architecture ?? '', database, within ?? ''], 16)}`
}

function uuidOf(parts: readonly string[]): string {
  const hex = hash(parts, 32).split('')
  hex[12] = '8'
  hex[16] = '89ab'[Number.parseInt(hex[16]!, 16) % 4]!
  const text = hex.join('')
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

function hash(parts: readonly string[], length: number): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, length)
}

/** Names of images may hold anything; formats of lines, and XML 1.0 (2.2, "Characters"), cannot. */
function shown(text: string): string {
  return printable(displayPath(text)).replace(/[\ufffe\uffff]/g, '\ufffd')
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
