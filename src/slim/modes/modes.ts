import type { Mode } from '../mode.ts'
import type { SlimMode } from '../slim-plan.ts'
import { files } from './files.ts'
import { packages } from './packages.ts'
import { policy } from './policy.ts'

/** How much is taken away, by the name in `--mode`. */
export const MODES: Readonly<Record<SlimMode, Mode>> = { packages, files, policy }
