import { BrokenImageError } from '../../../errors.ts'
import { normalisePath } from '../../../rootfs/path.ts'
import { type Damage, HostileDatabaseError } from './damage.ts'
import { type RpmHeader, RpmTag } from './rpm-header.ts'

/**
 * What is kept of an installed package. Lists are one string each, with NUL between the items (no name in a header can
 * hold one), because thousands of JSON strings take longer to parse than one long one to split.
 */
export type RpmPackage = {
  readonly name: string
  /** `[epoch:]version-release` */
  readonly version: string
  readonly architecture: string | null
  readonly license: string | null
  /** The source package's file name. */
  readonly sourceRpm: string | null
  readonly requires: string
  readonly provides: string
  readonly paths: string
}

/** The most characters that the paths of one package may take together: some 300,000 files. */
const MAX_PATHS_LENGTH = 1 << 25

/**
 * States of files (rpmfileState in rpm's include/rpm/rpmfiles.h) in which another package's file stands at the path: two
 * packages had it and the other one won. A file that was left out on installing stays its package's.
 */
const REPLACED = 1
const WRONG_COLOUR = 4

/**
 * Takes from a header what is kept. File lists and dependencies that cannot be read are noted, and empty.
 * @throws {BrokenImageError} when not even the name and version can be read.
 * @throws {HostileDatabaseError} when the file list is too long.
 */
export function readRpmPackage(header: RpmHeader, damage: Damage): RpmPackage {
  const [name, version, release] = [RpmTag.name, RpmTag.version, RpmTag.release].map((tag) => header.text(tag))
  if (!name || !version || !release) throw new BrokenImageError('a package header has no name, version or release')
  const epoch = header.number(RpmTag.epoch, 0)
  return {
    name,
    version: `${epoch === undefined ? '' : `${epoch}:`}${version}-${release}`,
    architecture: header.text(RpmTag.architecture) ?? null,
    license: header.text(RpmTag.license) ?? null,
    sourceRpm: header.text(RpmTag.sourceRpm) ?? null,
    // rpmlib(…) is not a package's name but a feature of rpm itself.
    requires: joined(damage, () => unique(header.names(RpmTag.requireName)).filter((n) => !n.startsWith('rpmlib('))),
    provides: joined(damage, () => unique(header.names(RpmTag.provideName))),
    paths: joined(damage, () => pathsOf(header)),
  }
}

/** The items of a list that `RpmPackage` holds as one string. */
export function itemsOf(list: string): readonly string[] {
  return list === '' ? [] : list.split('\0')
}

function joined(damage: Damage, read: () => readonly string[]): string {
  return damage.attempt(read)?.join('\0') ?? ''
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}

/** The package's files and directories, %ghost ones included. */
function pathsOf(header: RpmHeader): readonly string[] {
  const paths: string[] = []
  let length = 0
  for (const [index, name] of fileNames(header)) {
    const state = header.number(RpmTag.fileStates, index)
    if (state === REPLACED || state === WRONG_COLOUR) continue
    const { path } = normalisePath(name)
    length += path.length + 1
    // A directory's name may be a megabyte long, and a million files may be in it.
    if (length > MAX_PATHS_LENGTH) throw new HostileDatabaseError('the file list of a package is too long')
    paths.push(path)
  }
  return paths
}

/** File names as directories and names in them, or whole, as rpm before 4.0 wrote them. */
function* fileNames(header: RpmHeader): Generator<readonly [number, string]> {
  const baseNames = header.names(RpmTag.baseNames)
  if (baseNames.length === 0) return yield* header.names(RpmTag.oldFileNames).entries()
  const dirNames = header.names(RpmTag.dirNames)
  for (const [index, baseName] of baseNames.entries()) {
    const dirName = dirNames[header.number(RpmTag.dirIndexes, index) ?? -1]
    if (dirName === undefined)
      throw new BrokenImageError('a file list of a package names a directory that it does not have')
    yield [index, dirName + baseName]
  }
}
