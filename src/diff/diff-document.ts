import { displayable } from '../inspect/displayable.ts'
import type { Aspect } from '../layers/aspects.ts'
import {
  DIFF_SECTIONS,
  type DiffDocument,
  type DiffedSide,
  type DiffSectionName,
  type DiffSections,
} from '../report/diff-document.ts'
import type { Comparison, ReadPair, ReadSide } from './read-pair.ts'
import { SECTIONS } from './sections.ts'
import { type DiffSide, isSameImage } from './side.ts'

/** What of two images is compared, and how. */
export interface DiffOptions extends Pick<Comparison, 'limit' | 'collapse'> {
  /** None for all. */
  readonly sections: readonly DiffSectionName[]
  /** Which paths sizes and files are of; see `pathMatcher`. */
  readonly globs: readonly string[]
  /** In what paths may differ. */
  readonly ignore: readonly Aspect[]
}

/** The sections that are asked for, the most important first. */
export function wantedSections({ sections }: Pick<DiffOptions, 'sections'>): readonly DiffSectionName[] {
  return sections.length === 0 ? DIFF_SECTIONS : DIFF_SECTIONS.filter((name) => sections.includes(name))
}

/**
 * In what two images differ.
 * @param pair the images with their layers; null where no wanted section needs them, or both are one image
 */
export function diffDocument(
  { before, after }: { readonly before: DiffSide; readonly after: DiffSide },
  pair: ReadPair | null,
  options: DiffOptions,
): DiffDocument {
  const wanted = wantedSections(options)
  const sectionOf = <Name extends DiffSectionName>(name: Name): DiffSections[Name] => {
    if (!wanted.includes(name)) return null
    const section = SECTIONS[name]
    if (section.reads === 'manifests') return section.compare(before, after, options)
    return pair === null ? section.same(before, after) : section.compare(pair)
  }
  const sections: DiffSections = {
    size: sectionOf('size'),
    packages: sectionOf('packages'),
    system: sectionOf('system'),
    posture: sectionOf('posture'),
    config: sectionOf('config'),
    layers: sectionOf('layers'),
    files: sectionOf('files'),
  }
  const { files, ...others } = sections
  const document = displayable({
    schemaVersion: 1 as const,
    before: imageOf(before, pair?.before ?? null),
    after: imageOf(after, pair?.after ?? null),
    sameImage: isSameImage(before, after),
    different: wanted.some((name) => sections[name]?.different && counts(name, options)),
    ...others,
  })
  // a hundred thousand paths are made fit to be shown where they are listed
  return { ...document, files }
}

/** The digests of layers are of all that is in them: where some of it is left out, they say nothing of the rest. */
function counts(name: DiffSectionName, { sections, globs, ignore }: DiffOptions): boolean {
  return name !== 'layers' || sections.includes('layers') || (globs.length === 0 && ignore.length === 0)
}

function imageOf(side: DiffSide, read: ReadSide | null): DiffedSide {
  return {
    reference: side.reference,
    source: side.source,
    digest: side.descriptor?.digest ?? null,
    imageId: side.imageId,
    platform: side.config.platform,
    created: side.config.created,
    lastLayer: side.lastLayer,
    warnings: read?.inventory.warnings ?? [],
  }
}
