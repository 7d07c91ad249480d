import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { Closure } from '../closure.ts'
import type { SlimImage } from '../slim-image.ts'
import type { SlimMode } from '../slim-plan.ts'
import { cutScripts } from './cut-scripts.ts'
import { developmentDependencies } from './development-dependencies.ts'
import { droppedNeeds } from './dropped-needs.ts'
import { missingStart } from './missing-start.ts'
import { openers } from './openers.ts'
import { timeZones } from './time-zones.ts'
import { wantedByBuild } from './wanted-by-build.ts'

/** What a plan looks like when it is made. */
interface Planned {
  readonly image: SlimImage
  readonly closure: Closure
  readonly packages: readonly InstalledPackage[]
  readonly mode: SlimMode
}

/** Something that files alone do not tell: whole sentences. */
export type Doubt = (planned: Planned) => Iterable<string>

const DOUBTS: readonly Doubt[] = [missingStart, wantedByBuild, developmentDependencies, openers, cutScripts, timeZones]

/** All that nobody can know from the files alone; of what only policies take away, nothing but what the user asks for is in doubt. */
export function doubtsOf(planned: Planned): string[] {
  const doubts = planned.mode === 'policy' ? [droppedNeeds] : [droppedNeeds, ...DOUBTS]
  return doubts.flatMap((doubt) => [...doubt(planned)])
}
