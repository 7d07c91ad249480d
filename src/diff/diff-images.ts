import type { ExtractOptions } from '../extract/read-layer.ts'
import { type InspectOptions, readOpenImages } from '../inventory/read-images.ts'
import { pathMatcher } from '../listing/glob.ts'
import type { DiffDocument } from '../report/diff-document.ts'
import type { Image } from '../sources/image.ts'
import { type DiffOptions, diffDocument, wantedSections } from './diff-document.ts'
import { ReadPair, ReadSide } from './read-pair.ts'
import { SECTIONS } from './sections.ts'
import { type DiffSide, isSameImage, sideOf, sideWithLayers } from './side.ts'

/** An open image to be compared. */
export interface DiffedImage {
  readonly image: Image
  /** See `ImageRequest.lastLayer`; null for all of it. */
  readonly lastLayer: number | null
}

/** How two images are compared and read. */
export interface DiffImagesOptions extends DiffOptions, InspectOptions, ExtractOptions {
  /** Whether files that differ are read again, to say what differs inside of them. */
  readonly contents: boolean
}

/**
 * Says in what two images differ. No layer is read where no section is about what is in them, or the images are one and the
 * same.
 * @throws {UsageError} when a glob makes no sense; the same as `readOpenImages`.
 */
export async function diffImages(
  before: DiffedImage,
  after: DiffedImage,
  options: DiffImagesOptions,
): Promise<DiffDocument> {
  const matches = pathMatcher(options.globs)
  const sides = {
    before: await sideOf(before.image, before.lastLayer),
    after: await sideOf(after.image, after.lastLayer),
  }
  if (!needsLayers(sides, options)) return diffDocument(sides, null, options)

  const [old, now] = await readOpenImages([before.image, after.image], options, (inventory) => inventory)
  const read = { before: sideWithLayers(sides.before, old!), after: sideWithLayers(sides.after, now!) }
  const { limit, collapse, ignore } = options
  const how = { matches, ignored: new Set(ignore), limit, collapse }
  const pair = new ReadPair(new ReadSide(read.before, old!), new ReadSide(read.after, now!), how)
  const document = diffDocument(read, pair, options)
  if (!options.contents || document.files === null) return document
  const { compareContents } = await import('./contents/compare-contents.ts')
  return { ...document, files: { ...document.files, contents: await compareContents(pair, options) } }
}

function needsLayers({ before, after }: { before: DiffSide; after: DiffSide }, options: DiffOptions): boolean {
  if (isSameImage(before, after)) return false
  const wanted = wantedSections(options)
  if (wanted.some((name) => SECTIONS[name].reads === 'layers')) return true
  // of a root filesystem nothing is known before it is read
  const isUnknown = [...before.layers, ...after.layers].some(({ digest, diffId }) => (diffId ?? digest) === null)
  return wanted.includes('layers') && isUnknown
}
