import { certificatesCheck } from './certificates.ts'
import { characterSetsCheck } from './character-sets.ts'
import type { Check } from './check.ts'
import { filesCheck } from './files.ts'
import { libcCheck } from './libc.ts'
import { librariesCheck } from './libraries.ts'
import { loaderCheck } from './loader.ts'
import { localeCheck } from './locale.ts'
import { nameServicesCheck } from './name-services.ts'
import { openedLibrariesCheck } from './opened-libraries.ts'
import { platformCheck } from './platform.ts'
import { programsCheck } from './programs.ts'
import { runtimeFilesCheck } from './runtime-files.ts'
import { symbolVersionsCheck } from './symbol-versions.ts'
import { timezonesCheck } from './timezones.ts'
import { tmpCheck } from './tmp.ts'
import { userCheck } from './user.ts'

/** All that is looked at, the first causes first: what is needed to start, then what may be needed later. */
export const ALL_CHECKS: readonly Check[] = [
  platformCheck,
  filesCheck,
  programsCheck('start'),
  loaderCheck('start'),
  librariesCheck('start'),
  symbolVersionsCheck('start'),
  libcCheck('start'),
  runtimeFilesCheck('start'),
  userCheck,
  programsCheck('later'),
  loaderCheck('later'),
  librariesCheck('later'),
  symbolVersionsCheck('later'),
  libcCheck('later'),
  runtimeFilesCheck('later'),
  openedLibrariesCheck,
  tmpCheck,
  certificatesCheck,
  timezonesCheck,
  nameServicesCheck,
  localeCheck,
  characterSetsCheck,
]
