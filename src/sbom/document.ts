import { createHash } from 'node:crypto'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { SbomDocument, SbomFileSelection } from '../report/sbom-document.ts'
import { creationTime } from './creation-time.ts'
import { filesOf } from './files.ts'
import { identify } from './package-ids.ts'
import { packagesOf } from './packages.ts'
import { subjectOf } from './subject.ts'
import { writtenName } from './written-text.ts'

/** What goes into an SBOM, and what it says of itself. */
export interface SbomOptions {
  readonly files: SbomFileSelection
  /** What the image is called, as a reference of a registry; by where it comes from unless set. */
  readonly name?: string | undefined
  /** The program that makes the SBOM. */
  readonly tool: SbomDocument['tool']
  /** The environment variable SOURCE_DATE_EPOCH: the time to state, in seconds since 1970; when the image was made unless set. */
  readonly sourceDateEpoch?: string | undefined
}

/**
 * What an image is made of, for an SBOM in any format: a function of the image and the options alone.
 * @throws {UsageError} when the name or the time of the options is none.
 */
export function sbomDocument(inventory: ImageInventory, options: SbomOptions): SbomDocument {
  const { tool, files: selection } = options
  const image = subjectOf(inventory, options.name)
  const created = creationTime(options.sourceDateEpoch, inventory.config.created)
  const idOf = identify(inventory.packages)
  const { os } = inventory
  return {
    uuid: uuidOf(
      [image.digest, image.imageId, ...image.layers.map(({ diffId }) => diffId)],
      [tool.name, tool.version, image.name, image.version, created, selection],
    ),
    created,
    tool,
    image,
    os: os && {
      id: writtenName(os.id),
      version: os.versionId && writtenName(os.versionId),
      prettyName: os.prettyName && writtenName(os.prettyName),
    },
    packages: packagesOf(inventory, idOf),
    files: filesOf(inventory, selection, idOf),
  }
}

/** A UUID made of a hash (RFC 9562, version 8) of all that the SBOM depends on. */
function uuidOf(...parts: readonly (readonly (string | null)[])[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest()
  hash[6] = (hash[6]! & 0x0f) | 0x80
  hash[8] = (hash[8]! & 0x3f) | 0x80
  const hex = hash.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
