import type { ImageInventory } from '../../inventory/image-inventory.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { renderSbom } from '../../report/sbom/formats.ts'
import type { SlimPlan } from '../slim-plan.ts'
import { EntryList, type LayerTimes } from './entry-list.ts'
import type { Tool } from './origin-labels.ts'
import type { NewLayer } from './planned-layer.ts'

/** Where images of Alpine's and Wolfi's builders have theirs, and scanners look. */
export const SBOM_PATH = '/var/lib/db/sbom/imgpeek-slim.spdx.json'

/**
 * The layer that says in SPDX 2.3 which packages the other layers hold. It does so without their files: a list of these would be
 * larger than many an image is.
 */
export async function metadataLayer(
  result: ImageInventory,
  { packages }: Pick<SlimPlan, 'packages'>,
  times: LayerTimes,
  options: { readonly tool: Tool; readonly sourceDateEpoch: string | undefined },
): Promise<NewLayer> {
  const { sbomDocument } = await import('../../sbom/document.ts')
  const pieces: Uint8Array[] = []
  const document = sbomDocument(withLicenses(withoutCompression(result), packages), { files: 'none', ...options })
  for await (const piece of renderSbom(document, 'spdx-json')) pieces.push(piece)
  const list = new EntryList(times, result.layers.length)
  list.newFile(SBOM_PATH, { content: Buffer.concat(pieces), mode: 0o644, uid: 0, gid: 0 }, result.tree)
  return { role: 'metadata', reuses: null, sources: [], entries: list.sorted() }
}

/** Layers by their diffIDs alone: what an image is made of does not depend on how it is compressed. */
function withoutCompression(image: ImageInventory): ImageInventory {
  const layers = image.layers.map((item) => ({ ...item, layer: { ...item.layer, digest: null } }))
  return { ...image, layers }
}

/** Licenses that the result's databases do not state, as the source's did. */
function withLicenses(image: ImageInventory, known: readonly InstalledPackage[]): ImageInventory {
  const keyOf = ({ type, name, version, architecture }: InstalledPackage): string =>
    [type, name, version, architecture].join('\0')
  const byKey = new Map(known.map((found) => [keyOf(found), found]))
  const packages = image.packages.map((found) => {
    const { licenses = [], licensesReferred } = byKey.get(keyOf(found)) ?? {}
    return found.licenses.length > 0 ? found : { ...found, licenses, ...(licensesReferred && { licensesReferred }) }
  })
  return { ...image, packages }
}
