import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import { imageSizes } from '../inventory/sizes.ts'
import type { InspectDocument, PackageSection } from '../report/inspect-document.ts'
import { displayable } from './displayable.ts'

/** The answer of `imgpeek inspect`, from an image's inventory. Lists are sorted, so that two runs say the same. */
export function inspectDocument(inventory: ImageInventory): InspectDocument {
  const { config, layers, os, binaries, base, posture } = inventory
  const { reclaimableByLayer, ...size } = imageSizes(inventory)
  return displayable({
    schemaVersion: 1,
    reference: inventory.reference,
    source: inventory.source,
    digest: inventory.descriptor?.digest ?? null,
    mediaType: inventory.descriptor?.mediaType ?? null,
    imageId: inventory.imageId,
    platform: config.platform,
    created: config.created,
    config: config.config,
    size,
    layers: layers.map(({ layer, inventory: scanned, effect, instruction }, index) => ({
      index,
      digest: scanned.digest,
      diffId: scanned.diffId,
      mediaType: layer.mediaType,
      compression: scanned.compression,
      compressedBytes: scanned.compressedBytes,
      tarBytes: scanned.tarBytes,
      ...effect,
      reclaimableBytes: reclaimableByLayer[index]!,
      instruction,
    })),
    filesystem: countTypes(inventory),
    os: os && { id: os.id, versionId: os.versionId, prettyName: os.prettyName },
    libc: inventory.libc,
    binaries,
    base,
    packages: inventory.packages.map(packageSection).sort((a, b) => compareText(sortKey(a), sortKey(b))),
    unowned: inventory.unowned,
    posture,
    warnings: inventory.warnings,
  })
}

/** What `inspect` tells of a package; `packages` and `why` tell the rest. */
function packageSection(installed: InstalledPackage): PackageSection {
  const { type, name, version, architecture, source, licenses, purl, layer, files, installedBytes, ownedBy } = installed
  return { type, name, version, architecture, source, licenses, purl, layer, files, installedBytes, ownedBy }
}

function countTypes({ tree }: ImageInventory): InspectDocument['filesystem'] {
  const counts = { files: 0, directories: 0, symlinks: 0, devices: 0 }
  for (const { type } of tree.nodes()) {
    if (type === 'file') counts.files++
    else if (type === 'directory') counts.directories++
    else if (type === 'symlink') counts.symlinks++
    else counts.devices++
  }
  return counts
}

/** NUL sorts before everything that a name may hold. */
function sortKey({ type, name, version, architecture }: InspectDocument['packages'][number]): string {
  return [type, name, version, architecture].join('\0')
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
