import type { ImageRequest } from '../../inventory/read-images.ts'
import { formatPlatform, normalizePlatform } from '../../oci/platform.ts'
import type { BaselineDocument, BaselineFile } from '../../report/baseline-document.ts'
import type { WrittenRule } from '../budget.ts'
import { PLATFORMS } from '../platforms-budget.ts'

/** What is to be saved of an image. */
export interface SaveRequest {
  /** `[SCHEME:]NAME` */
  readonly image: string
  /** `OS/ARCH[/VARIANT]`; without any those that the rules name, or else the one that is taken without a word. */
  readonly platforms?: readonly string[] | undefined
  readonly rules: readonly WrittenRule[]
}

/** The images to read for a baseline: one for each platform. */
export function baselineRequests({ image: reference, platforms = [], rules }: SaveRequest): ImageRequest[] {
  const ruled = rules.flatMap(({ budget, rule }) => (budget === PLATFORMS && rule.subject !== null ? rule.subject : []))
  const wanted = platforms.length > 0 ? platforms : ruled
  return wanted.length === 0 ? [{ reference }] : wanted.map((platform) => ({ reference, platform }))
}

/** The baseline of these images, each platform once. */
export function baselineFile(images: readonly BaselineDocument[]): BaselineFile {
  const byPlatform = new Map(images.map((image) => [formatPlatform(normalizePlatform(image.platform)), image]))
  const inOrder = [...byPlatform].sort(([a], [b]) => (a < b ? -1 : 1))
  return { schemaVersion: 1, kind: 'imgpeek-baseline', images: inOrder.map(([, image]) => image) }
}
