import type { DiffSectionName, DiffSections } from '../report/diff-document.ts'
import type { Comparison, ReadPair } from './read-pair.ts'
import type { DiffSide } from './side.ts'

type SectionOf<Name extends DiffSectionName> = NonNullable<DiffSections[Name]>

/** A section that needs no more than manifests and configs. */
export interface ManifestSection<Name extends DiffSectionName> {
  readonly reads: 'manifests'
  compare(before: DiffSide, after: DiffSide, how: Pick<Comparison, 'limit'>): SectionOf<Name>
}

/** A section that is about what is in the layers. */
export interface LayerSection<Name extends DiffSectionName> {
  readonly reads: 'layers'
  compare(pair: ReadPair): SectionOf<Name>
  /** What it says of one image and itself, whose layers are not read for that. */
  same(before: DiffSide, after: DiffSide): SectionOf<Name>
}
