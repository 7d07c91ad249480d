import { configSection, postureSection, systemSection } from './field-sections.ts'
import { filesSection } from './files.ts'
import { layersSection } from './layers.ts'
import { packagesSection } from './packages.ts'
import type { DiffPageSection } from './section.ts'
import { sizeSection } from './size.ts'

/** Every section, in the order of the page. */
export const DIFF_PAGE_SECTIONS: readonly DiffPageSection[] = [
  sizeSection,
  packagesSection,
  systemSection,
  postureSection,
  configSection,
  layersSection,
  filesSection,
]
