import type { Budget } from '../budget.ts'
import { BASE_AND_LIBC_BUDGETS } from './base-and-libc.ts'
import { DIVE_BUDGETS } from './dive.ts'
import { unresolvedLibraries } from './libraries.ts'
import { allowedLicenses, deniedLicenses } from './licenses.ts'
import { deniedPackages, packageCount, packageSize, requiredPackages } from './packages.ts'
import { deniedPaths, pathSize, requiredPaths } from './paths.ts'
import { allowedSetuid, caCertificates, packageManagers, rootUser, setuidFiles, shells } from './posture.ts'
import { SIZE_BUDGETS } from './sizes.ts'

/** Every budget there is, in the order of reports. */
export const BUDGETS: readonly Budget[] = [
  ...SIZE_BUDGETS,
  ...DIVE_BUDGETS,
  packageCount,
  packageSize,
  pathSize,
  deniedPackages,
  requiredPackages,
  deniedPaths,
  requiredPaths,
  deniedLicenses,
  allowedLicenses,
  ...BASE_AND_LIBC_BUDGETS,
  unresolvedLibraries,
  setuidFiles,
  allowedSetuid,
  shells,
  packageManagers,
  rootUser,
  caCertificates,
]
