import { expect, it } from 'vitest'
import { toOciLayerType } from '../../src/oci/layer-types.ts'

const OCI = 'application/vnd.oci.image.layer'
const DOCKER = 'application/vnd.docker.image.rootfs'

it.each([
  [`${DOCKER}.diff.tar.gzip`, `${OCI}.v1.tar+gzip`],
  [`${DOCKER}.diff.tar.zstd`, `${OCI}.v1.tar+zstd`],
  [`${DOCKER}.diff.tar`, `${OCI}.v1.tar`],
  [`${DOCKER}.foreign.diff.tar.gzip`, `${OCI}.nondistributable.v1.tar+gzip`],
  [`${OCI}.v1.tar+zstd`, `${OCI}.v1.tar+zstd`],
  ['application/x-something', 'application/x-something'],
])("the type %s is OCI's %s", (type, expected) => {
  expect(toOciLayerType(type)).toBe(expected)
})
