import type { Root } from '../root.ts'
import { always } from './always.ts'
import { configured } from './configured.ts'
import { ownFiles } from './own-files.ts'
import { starts } from './starts.ts'
import { wantedPackages } from './wanted-packages.ts'
import { wantedPaths } from './wanted-paths.ts'
import { wantedPrograms } from './wanted-programs.ts'

/** Where everything begins; the first reason of a path is the one that is told. A new kind of root is a file and a line here. */
export const ROOTS: readonly Root[] = [
  starts,
  wantedPaths,
  wantedPrograms,
  wantedPackages,
  configured,
  ownFiles,
  always,
]
