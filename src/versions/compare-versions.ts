import type { Package } from '../catalogers/packages/package.ts'
import { compareApkVersions } from './apk.ts'
import { compareComposerVersions } from './composer.ts'
import { compareCondaVersions } from './conda.ts'
import { compareDebVersions } from './deb.ts'
import { compareGemVersions } from './gem.ts'
import { compareGolangVersions } from './golang.ts'
import { compareMavenVersions } from './maven.ts'
import { compareNugetVersions } from './nuget.ts'
import { comparePacmanVersions } from './pacman.ts'
import { comparePep440Versions } from './pep440.ts'
import { compareRpmVersions } from './rpm.ts'
import { compareSemvers } from './semver.ts'

/** How each ecosystem orders its versions. */
const ORDERS: Readonly<Record<Package['type'], (a: string, b: string) => number | null>> = {
  apk: compareApkVersions,
  cargo: compareSemvers,
  chisel: compareDebVersions,
  composer: compareComposerVersions,
  conda: compareCondaVersions,
  deb: compareDebVersions,
  gem: compareGemVersions,
  golang: compareGolangVersions,
  maven: compareMavenVersions,
  npm: compareSemvers,
  nuget: compareNugetVersions,
  pacman: comparePacmanVersions,
  pypi: comparePep440Versions,
  rpm: compareRpmVersions,
}

/**
 * Compares two versions of one package by the order of its ecosystem, in time that grows with their length.
 * @returns a number below 0 where `a` is older, 0 where they are equal, above 0 where `a` is newer; null where the
 *   ecosystem has no order between the two, such as where one is no version to it
 */
export function compareVersions(type: Package['type'], a: string, b: string): number | null {
  return ORDERS[type](a, b)
}
