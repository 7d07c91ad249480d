import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import { alphabetical } from '../listing/order.ts'
import { dependencyGraph } from '../packages/dependency-graph.ts'
import { topsOf } from '../packages/tree-rows.ts'
import type { SbomLicense, SbomPackage } from '../report/sbom-document.ts'
import { statedLicense } from './licenses/stated-license.ts'
import { locationOf } from './package-ids.ts'
import { writtenName } from './written-text.ts'

/** The packages of an image, by type and name. */
export function packagesOf(
  { packages, tree }: Pick<ImageInventory, 'packages' | 'tree'>,
  idOf: (found: InstalledPackage) => string,
): SbomPackage[] {
  const graph = dependencyGraph(packages, tree)
  const tops = new Set(topsOf(packages, graph))
  const ownerOf = ownerFinder(packages)
  const licensesOf = licenseReader()
  return packages
    .map((found) => {
      const owner = ownerOf(found)
      return {
        id: idOf(found),
        type: found.type,
        name: writtenName(found.name),
        version: writtenName(found.version),
        purl: found.purl,
        licenses: licensesOf(found),
        layer: found.layer,
        location: locationOf(found),
        application: found.build !== undefined,
        broughtBy: owner === undefined ? null : idOf(owner),
        dependsOn: [...graph.dependenciesOf(found).keys()].map(idOf).sort(),
        root: tops.has(found),
      }
    })
    .sort(byName)
}

/** NUL sorts before everything that a name may hold. */
const byName = alphabetical<SbomPackage>(({ type, name, version, id }) => [type, name, version, id].join('\0'))

/** Finds the package that `ownedBy` means: of several of that name, the one that lists the file. */
function ownerFinder(packages: readonly InstalledPackage[]): (found: InstalledPackage) => InstalledPackage | undefined {
  const owners = Map.groupBy(
    packages.filter(({ ownedBy }) => ownedBy === null),
    ({ type, name }) => `${type} ${name}`,
  )
  return ({ ownedBy, database }) => {
    if (ownedBy === null) return undefined
    const candidates = owners.get(`${ownedBy.type} ${ownedBy.name}`) ?? []
    if (candidates.length < 2) return candidates[0]
    return candidates.find(({ paths }) => paths.includes(database)) ?? candidates[0]
  }
}

/** Thousands of packages state the same few licenses. */
function licenseReader(): (found: InstalledPackage) => SbomLicense[] {
  const known = new Map<string, SbomLicense>()
  return (found) => {
    const { licenses, type, licensesReferred } = found
    const read = licenses
      .filter((stated) => stated.trim() !== '')
      .map((stated) => {
        const key = `${type} ${licensesReferred ?? false} ${stated}`
        const license = known.get(key) ?? statedLicense(stated, found)
        known.set(key, license)
        return license
      })
    return [
      ...new Map(read.map((license) => ['name' in license ? license.name : license.expression, license])).values(),
    ]
  }
}
