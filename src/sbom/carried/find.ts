import type { ImageInventory } from '../../inventory/image-inventory.ts'
import { sbomFormatOfName } from '../../oci/document-type.ts'
import type { CarriedSbom } from '../../report/carried-sboms-document.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Referrer } from '../../sources/referrer.ts'
import { sbomPlaceOf } from './places.ts'

/** An SBOM that an image carries, and where its bytes are. */
export interface FoundSbom {
  readonly sbom: CarriedSbom
  readonly bytes: { readonly file: TreeNode } | { readonly referrer: Referrer }
}

/** The SBOMs among an image's files, by path, and among what is kept beside it, by digest. */
export function findCarriedSboms(
  { tree }: Pick<ImageInventory, 'tree'>,
  referrers: readonly Referrer[],
): readonly FoundSbom[] {
  const attached = referrers.filter(({ kind }) => kind === 'sbom')
  return [
    ...Array.from(tree.nodes()).flatMap((node) => sbomFile(node) ?? []),
    ...attached.map((referrer) => ({ sbom: attachedSbom(referrer), bytes: { referrer } })),
  ]
}

function sbomFile(file: TreeNode): FoundSbom | undefined {
  const { path, name, layer, size, sha256 } = file
  if (file.type !== 'file' || sha256 === null) return undefined
  const place = sbomPlaceOf(path)
  if (place === undefined) return undefined
  const sbom: CarriedSbom = {
    name: path,
    format: sbomFormatOfName(name) ?? null,
    found: 'file',
    path,
    layer,
    producer: place.producer,
    type: null,
    mediaType: null,
    title: null,
    subject: null,
    digest: `sha256:${sha256}`,
    size,
  }
  return { sbom, bytes: { file } }
}

function attachedSbom({ format, found, type, mediaType, title, subject, digest, size }: Referrer): CarriedSbom {
  return {
    name: digest,
    format,
    found,
    path: null,
    layer: null,
    producer: null,
    type,
    mediaType,
    title,
    subject,
    digest,
    size,
  }
}
