/** The media type of a layer whose tar is compressed so (OCI image specification, layer.md). */
export function layerMediaType(compression: 'gzip' | 'zstd' | 'none'): string {
  return compression === 'none' ? OCI_LAYER : `${OCI_LAYER}+${compression}`
}

const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar'
const OCI_FOREIGN_LAYER = 'application/vnd.oci.image.layer.nondistributable.v1.tar'

/** Docker's types of layers (Docker image manifest version 2, schema 2), as far as a compression follows. */
const DOCKER_LAYER = /^application\/vnd\.docker\.image\.rootfs\.(foreign\.)?diff\.tar(?:\.(gzip|zstd))?$/

/** What OCI manifests call a type of Docker's for a layer; any other type as it is. */
export function toOciLayerType(mediaType: string): string {
  const [whole, foreign, compression] = DOCKER_LAYER.exec(mediaType) ?? []
  if (whole === undefined) return mediaType
  const base = foreign === undefined ? OCI_LAYER : OCI_FOREIGN_LAYER
  return compression === undefined ? base : `${base}+${compression}`
}
