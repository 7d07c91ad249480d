import { BrokenImageError, UnavailableError } from '../errors.ts'
import { shortLabels } from '../image-list/short-labels.ts'
import { displayable } from '../inspect/displayable.ts'
import type { InspectOptions } from '../inventory/read-images.ts'
import type { ImagePlan } from '../kubernetes/image-plan.ts'
import { placedError } from '../pod/placed-error.ts'
import { Traffic } from '../registry/traffic.ts'
import type { GateDocument } from '../report/gate-document.ts'
import { gateImage } from './gate.ts'
import type { GateRequest } from './gate-request.ts'
import { deepestOf, worstOf } from './verdict.ts'

/** A gate of all images of manifests. */
export interface ManifestGateRequest extends Omit<GateRequest, 'image' | 'baseline'> {
  /** The manifests, as they are named. */
  readonly manifests: readonly string[]
  readonly images: ImagePlan['images']
}

/**
 * Holds every image of manifests against the same budgets, one after another.
 * @throws the same as `gateImage`; what is wrong with an image names where the manifest asks for it
 */
export async function gateManifest(request: ManifestGateRequest, options: InspectOptions): Promise<GateDocument> {
  const { images, manifests, notes = [], ...rules } = request
  const traffic = options.traffic ?? new Traffic()
  const labels = labelsOf(images.map(({ image }) => image))
  const documents: GateDocument[] = []
  for (const image of images) {
    const { reference, platform = options.platform } = image
    const reading = { ...options, traffic, ...(platform !== undefined && { platform }) }
    try {
      documents.push(await gateImage({ ...rules, image: reference, baseline: null }, reading))
    } catch (error) {
      const isOfImage = error instanceof UnavailableError || error instanceof BrokenImageError
      throw isOfImage ? placedError(error, image) : error
    }
  }
  return displayable<GateDocument>({
    schemaVersion: 1,
    reference: manifests.join(', '),
    verdict: worstOf(documents.map(({ verdict }) => verdict)),
    config: request.config,
    depth: deepestOf(documents.map(({ depth }) => depth)),
    fetched: { requests: traffic.requests, bytes: traffic.bytes },
    images: documents.flatMap((document, index) =>
      document.images.map((section) => ({ label: labels[index]!, ...section })),
    ),
    notes: [...new Set([...documents.flatMap((document) => document.notes), ...notes])],
    warnings: [...new Set(documents.flatMap(({ warnings }) => warnings))],
  })
}

/** Without tags and digests where the names alone tell the images apart: a new tag is no new image. */
function labelsOf(images: readonly string[]): string[] {
  const distinct = [...new Set(images)]
  const names = new Set(distinct.map(withoutTag))
  const byName = names.size === distinct.length
  const called = byName ? [...names] : distinct
  const labels = shortLabels(called.map((name) => SCHEME + name))
  return images.map((image) => labels[distinct.indexOf(image)]!.replace(SCHEME, ''))
}

/** Names of manifests have none. */
const SCHEME = 'docker://'

function withoutTag(image: string): string {
  return image.replace(/(?::\w[\w.-]*)?(?:@sha\d+:[0-9a-f]+)?$/, '')
}
