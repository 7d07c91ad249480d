import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type ImageSpec, writeLayout } from '../../fixtures/image-builder.ts'
import type { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { diffDocument } from '../../src/diff/diff-document.ts'
import { ReadPair, ReadSide } from '../../src/diff/read-pair.ts'
import type { DiffSide } from '../../src/diff/side.ts'
import {
  type DiffDocument,
  type DiffImagesOptions,
  diffImages,
  type FileChange,
  type FilesSection,
  type ImageInventory,
  type ImageRequest,
  withOpenImages,
} from '../../src/index.ts'
import { type InstalledPackage, ownership } from '../../src/inventory/ownership.ts'
import { pathMatcher } from '../../src/listing/glob.ts'
import { buildAll, scanLayers } from './scan-layers.ts'
import { conclusionOf } from './tree-of.ts'

const OPTIONS: DiffImagesOptions = {
  sections: [],
  globs: [],
  ignore: [],
  limit: 0,
  collapse: false,
  contents: false,
  cache: false,
  env: {},
}

/** What differs between two images that are there. */
export function diff(
  before: ImageRequest,
  after: ImageRequest,
  options: Partial<DiffImagesOptions> = {},
): Promise<DiffDocument> {
  const all = { ...OPTIONS, ...options }
  return withOpenImages([before, after], all, ([old, now]) =>
    diffImages(
      { image: old!, lastLayer: before.lastLayer ?? null },
      { image: now!, lastLayer: after.lastLayer ?? null },
      all,
    ),
  )
}

/** An image to compare: its layers, base first, or one layer alone. */
export type Compared = LayerBuilder | readonly LayerBuilder[] | ImageSpec

/** Writes two images below `scratch` and compares them. */
export async function diffOf(
  scratch: string,
  before: Compared,
  after: Compared,
  options: Partial<DiffImagesOptions> = {},
): Promise<DiffDocument> {
  // with a cache: threads are slow to start
  const cached = { cache: true, env: { XDG_CACHE_HOME: join(scratch, 'cache') } }
  return diff(
    { reference: await layoutOf(scratch, before) },
    { reference: await layoutOf(scratch, after) },
    { ...cached, ...options },
  )
}

/** Writes an image below `scratch`; gives its reference. */
export async function layoutOf(scratch: string, image: Compared): Promise<string> {
  const directory = mkdtempSync(join(scratch, 'layout-'))
  writeLayout(directory, await specOf(image))
  return `oci:${directory}`
}

async function specOf(image: Compared): Promise<ImageSpec> {
  if ('layers' in image) return image
  const builders = 'build' in image ? [image] : image
  const tars = await Promise.all(builders.map((layer) => layer.build()))
  return { layers: tars.map((tar) => ({ tar })) }
}

/** What differs between the files and sizes of layers, base first: in this thread, and without writing anything. */
export async function diffLayers(
  before: LayerBuilder | readonly LayerBuilder[],
  after: LayerBuilder | readonly LayerBuilder[],
  options: Partial<DiffImagesOptions> & { readonly packages?: Packages } = {},
): Promise<DiffDocument> {
  const { packages = NO_PACKAGES, ...given } = options
  const all: DiffImagesOptions = { ...OPTIONS, sections: ['size', 'files'], ...given }
  const old = await readSide(before, packages.before)
  const now = await readSide(after, packages.after)
  const how = { ...all, matches: pathMatcher(all.globs), ignored: new Set(all.ignore) }
  return diffDocument({ before: old.side, after: now.side }, new ReadPair(old, now, how), all)
}

/** The packages of two images. */
interface Packages {
  readonly before: readonly InstalledPackage[]
  readonly after: readonly InstalledPackage[]
}

const NO_PACKAGES: Packages = { before: [], after: [] }

async function readSide(
  layers: LayerBuilder | readonly LayerBuilder[],
  packages: readonly InstalledPackage[],
): Promise<ReadSide> {
  const scanned = await scanLayers(await buildAll('build' in layers ? [layers] : layers))
  const side: DiffSide = {
    reference: 'oci:image',
    source: 'oci',
    descriptor: null,
    imageId: null,
    config: conclusionOf().config,
    lastLayer: null,
    layers: [],
  }
  // files and sizes ask for no more
  return new ReadSide(side, {
    ...scanned,
    ...ownership(scanned.tree, packages),
    warnings: [] as readonly string[],
  } as ImageInventory)
}

/** The files section of a document that has one. */
export function filesOf({ files }: DiffDocument): FilesSection {
  if (files === null) throw new Error('the document has no files')
  return files
}

/** Changes of files as lines to compare: `added /a`, `changed /b content,mode`, `moved /a /b`. */
export function fileLines(document: DiffDocument): string[] {
  return filesOf(document).changes.map(fileLine).sort()
}

function fileLine({ change, path, from, aspects }: FileChange): string {
  return [change, ...(from === null ? [] : [from]), path, aspects.join()].join(' ').trimEnd()
}
