import type { Digest } from '../oci/digest.ts'
import type { Platform } from '../oci/platform.ts'

/** The config of an image that has nothing to run: a root filesystem (OCI image specification, config.md). */
export function encodeConfig(platform: Platform, diffIds: readonly Digest[]): Uint8Array {
  return Buffer.from(JSON.stringify({ ...platform, config: {}, rootfs: { type: 'layers', diff_ids: diffIds } }))
}
