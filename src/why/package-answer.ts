import type { InstalledPackage } from '../inventory/ownership.ts'
import type { PackageAnswer } from '../report/why-document.ts'
import { chainTo } from './chain.ts'
import { type Investigation, layerName, packageName } from './investigation.ts'
import { dependentsOf, namingFiles } from './needs.ts'
import { removalOf } from './removal.ts'

/** Why a package is in the image. */
export function packageAnswer(found: InstalledPackage, investigation: Investigation): PackageAnswer {
  const { inventory, packageFiles, references } = investigation
  const packages = new Set([found])
  const files = new Set(packageFiles.filesOf(found).map((node) => references.identity(node)))
  return {
    kind: 'package',
    ...packageName(found),
    ...layerName(inventory, found.layer),
    architecture: found.architecture,
    licenses: found.licenses,
    installedBytes: found.installedBytes,
    files: found.files,
    database: found.database,
    ownedBy: found.ownedBy,
    slices: found.slices ?? [],
    writtenBy: writtenBy(found, investigation),
    neededBy: { packages: dependentsOf(packages, investigation), files: namingFiles(files, investigation) },
    chain: chainTo({ files, packages, endsAtPackage: true }, investigation),
    removal: removalOf(files, packages, investigation),
  }
}

/** The layers with regular files at the package's paths. */
function writtenBy(found: InstalledPackage, { inventory, packageFiles }: Investigation): PackageAnswer['writtenBy'] {
  const paths = new Set([...found.paths, ...packageFiles.filesOf(found).map(({ path }) => path)])
  const layers: { layer: number; instruction: string | null; files: number; bytes: number }[] = []
  for (const [layer, { inventory: scanned }] of inventory.layers.entries()) {
    const { entries } = scanned
    const written = { ...layerName(inventory, layer), files: 0, bytes: 0 }
    for (let row = 0; row < entries.length; row++) {
      const type = entries.type(row)
      if ((type !== 'file' && type !== 'hardlink') || !paths.has(entries.path(row))) continue
      written.files++
      written.bytes += entries.size(row)
    }
    if (written.files > 0) layers.push(written)
  }
  return layers
}
