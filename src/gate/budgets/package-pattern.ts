import { LANGUAGE_PACKAGE_TYPES, OS_PACKAGE_TYPES, type Package } from '../../catalogers/packages/package.ts'
import { UsageError } from '../../errors.ts'
import { nameMatcher } from '../../listing/glob.ts'
import { parseVersionRange, type VersionRange } from './version-range.ts'

/** Which packages are meant. */
export interface PackagePattern {
  /** Whether the type and the name are. */
  readonly names: (found: Pick<Package, 'type' | 'name'>) => boolean
  /** Null where every version is meant. */
  readonly range: VersionRange | null
}

const TYPES: ReadonlySet<string> = new Set<Package['type']>([...OS_PACKAGE_TYPES, ...LANGUAGE_PACKAGE_TYPES])

/** What people call package types that have another name here. */
const TYPE_NICKNAMES: ReadonlyMap<string, Package['type']> = new Map([
  ['debian', 'deb'],
  ['dpkg', 'deb'],
  ['apt', 'deb'],
  ['alpine', 'apk'],
  ['dnf', 'rpm'],
  ['yum', 'rpm'],
  ['alpm', 'pacman'],
  ['node', 'npm'],
  ['python', 'pypi'],
  ['pip', 'pypi'],
  ['ruby', 'gem'],
  ['go', 'golang'],
  ['rust', 'cargo'],
  ['crates', 'cargo'],
  ['java', 'maven'],
  ['php', 'composer'],
  ['dotnet', 'nuget'],
])

/**
 * Reads `[TYPE:]NAME[@RANGE]`: `bash`, `deb:python3*`, `npm:@babel/core@>=7.0.0 <7.23.2`. NAME is a glob whose `*` matches
 * slashes too. A name that begins with an @ keeps it, and one with a colon (Maven's) is no type.
 * @throws {UsageError} when it cannot be meant
 */
export function parsePackagePattern(text: string): PackagePattern {
  const [, prefix = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(text) ?? []
  const nickname = TYPE_NICKNAMES.get(prefix)
  if (nickname !== undefined) {
    throw new UsageError(`"${text}": packages of ${prefix} have the type ${nickname}; write ${nickname}:${rest}.`)
  }
  const type = TYPES.has(prefix) ? prefix : null
  const named = type === null ? text : rest
  const at = named.indexOf('@', 1)
  const name = at === -1 ? named : named.slice(0, at)
  if (name.trim() === '') throw new UsageError(`"${text}" names no package.`)
  const matches = nameMatcher([name])
  return {
    names: (found) => (type === null || found.type === type) && matches(found.name),
    range: at === -1 ? null : parseVersionRange(named.slice(at + 1)),
  }
}
