import type { OsRelease } from '../os-release.ts'
import { formatPurl } from './format-purl.ts'
import { isLanguageType, type LanguagePackageType, type OsPackageType, type Package } from './package.ts'

/** What of a package goes into its package URL. */
export type PurlParts = Pick<Package, 'type' | 'name' | 'version' | 'architecture' | 'source'> & {
  /** What the URLs of this type say beside it, with keys in byte order (a gem's `platform`); only of languages' packages. */
  readonly qualifiers?: Readonly<Record<string, string>>
}

/**
 * A package's URL (github.com/package-url/purl-spec). Those of operating systems' packages have the qualifiers that vulnerability
 * scanners match advisories by: `arch`, `distro`, `epoch` (rpm) and `upstream` (the source package).
 * `packageurl-js` writes the same, but its import alone takes longer than reading a small image.
 */
export function purlOf(part: PurlParts, os: OsRelease | null): string {
  const { type } = part
  return isLanguageType(type) ? languagePurl(type, part) : systemPurl(type, part, os)
}

function systemPurl(type: OsPackageType, part: PurlParts, os: OsRelease | null): string {
  const rpmEpoch = type === 'rpm' ? /^(\d+):/.exec(part.version)?.[1] : undefined
  const version = rpmEpoch === undefined ? part.version : part.version.slice(rpmEpoch.length + 1)
  const name = type === 'rpm' ? part.name : part.name.toLowerCase()
  return formatPurl([PURL_TYPES[type], namespaceOf(type, os), name], version, {
    arch: part.architecture ?? undefined,
    distro: distroOf(os),
    epoch: rpmEpoch,
    upstream: upstreamOf(part),
  })
}

function languagePurl(type: LanguagePackageType, { name, version, qualifiers }: PurlParts): string {
  return formatPurl([type, ...NAME_PATHS[type](name)], version, qualifiers ?? {})
}

/**
 * Namespace and name by type: npm's scope, Maven's group, Composer's vendor, the path of a Go module. The specification wants
 * Go's in lower case, but module paths are told apart by case, and advisories name them as they are.
 */
const NAME_PATHS: Readonly<Record<LanguagePackageType, (name: string) => readonly string[]>> = {
  npm: (name) => name.toLowerCase().split('/'),
  // As PEP 503 has it; the specification's own rule leaves out the dot.
  pypi: (name) => [name.toLowerCase().replace(/[-_.]+/g, '-')],
  gem: (name) => [name],
  golang: (name) => name.split('/'),
  cargo: (name) => [name],
  maven: (name) => name.split(':'),
  composer: (name) => name.toLowerCase().split('/'),
  nuget: (name) => [name],
  conda: (name) => [name],
}

/** Package URL types; chisel installs slices of Ubuntu's .deb packages, and its versions are theirs. */
const PURL_TYPES = { deb: 'deb', apk: 'apk', rpm: 'rpm', pacman: 'alpm', chisel: 'deb' } as const

/** The vendor where no os-release names one: who the package manager comes from. */
const DEFAULT_NAMESPACES = { deb: 'debian', apk: 'alpine', rpm: '', pacman: 'arch', chisel: 'ubuntu' } as const

/** The purl's namespace is the vendor: os-release's ID, but for these two. */
function namespaceOf(type: OsPackageType, os: OsRelease | null): string {
  const id = os?.id.toLowerCase() ?? DEFAULT_NAMESPACES[type]
  if (id === 'rhel') return 'redhat'
  if (id.startsWith('opensuse')) return 'opensuse'
  return id
}

function distroOf(os: OsRelease | null): string | undefined {
  if (os === null) return undefined
  return os.versionId === null ? os.id : `${os.id}-${os.versionId}`
}

/** rpm names a source package by its file, the others by name, and version where it is another than the package's. */
function upstreamOf({ type, name, version, source }: PurlParts): string | undefined {
  if (source === null) return undefined
  if (type === 'rpm') return `${source.name}-${source.version.replace(/^\d+:/, '')}.src.rpm`
  if (source.version !== version) return `${source.name}@${source.version}`
  return source.name === name ? undefined : source.name
}
