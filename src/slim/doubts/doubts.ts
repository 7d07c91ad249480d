import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { Closure } from '../closure.ts'
import type { SlimImage } from '../slim-image.ts'
import type { SlimMode } from '../slim-plan.ts'
import { cutScripts } from './cut-scripts.ts'
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

const DOUBTS: readonly Doubt[] = [missingStart, wantedByBuild, openers, cutScripts, timeZones]

/** All that nobody can know from the files alone; nothing where nothing is taken away but by policies. */
export function doubtsOf(planned: Planned): string[] {
  return planned.mode === 'policy' ? [] : DOUBTS.flatMap((doubt) => [...doubt(planned)])
}
