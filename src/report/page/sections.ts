import { binariesSection } from './binaries.ts'
import { configSection } from './config.ts'
import { layersSection } from './layers.ts'
import { packagesSection } from './packages.ts'
import { postureSection } from './posture.ts'
import type { Section } from './section.ts'
import { sizeSection } from './size.ts'
import { summarySection } from './summary.ts'
import { warningsSection } from './warnings.ts'
import { wasteSection } from './waste.ts'

/** Every section, in the order of the page. */
export const SECTIONS: readonly Section[] = [
  summarySection,
  sizeSection,
  layersSection,
  wasteSection,
  packagesSection,
  binariesSection,
  postureSection,
  configSection,
  warningsSection,
]
