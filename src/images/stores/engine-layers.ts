import { createHash } from 'node:crypto'
import type { Digest } from '../../oci/digest.ts'
import type { StoredLayer } from '../stored-image.ts'

/** The layer that is an empty tar (two blocks of zeros), which builders make for steps that change nothing. */
const EMPTY_LAYER = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef'

/**
 * The layers of an image as engines keep them: each on top of those below it, so that a layer is the same only where all below
 * are (the chain id of OCI's config.md). Engines do not say how large each is, but how much each step of the build added; where
 * other layers than the empty one add nothing, the last ones are taken for those.
 * @param diffIds base first
 * @param steps the bytes that each step added, newest first, as `/images/{name}/history` has them
 */
export function engineLayers(diffIds: readonly Digest[], steps: readonly number[]): StoredLayer[] {
  const added = steps.toReversed().filter((bytes) => bytes > 0)
  let chain = ''
  let next = 0
  return diffIds.map((diffId) => {
    chain = chain === '' ? diffId : `sha256:${createHash('sha256').update(`${chain} ${diffId}`).digest('hex')}`
    if (diffId === EMPTY_LAYER) return { key: chain, bytes: 0 }
    return { key: chain, bytes: added[next++] ?? 0 }
  })
}
