import type { DiffSectionName } from '../report/diff-document.ts'
import { configSection } from './config.ts'
import { filesSection } from './files/files.ts'
import { layersSection } from './layers.ts'
import { packagesSection } from './packages.ts'
import { postureSection } from './posture.ts'
import type { LayerSection, ManifestSection } from './section.ts'
import { sizeSection } from './size/size.ts'
import { systemSection } from './system.ts'

/** Every section, by its name. A new one is a line here and one in `DiffSections`. */
export const SECTIONS: {
  readonly [Name in DiffSectionName]: ManifestSection<Name> | LayerSection<Name>
} = {
  size: sizeSection,
  packages: packagesSection,
  system: systemSection,
  posture: postureSection,
  config: configSection,
  layers: layersSection,
  files: filesSection,
}
