import type { OsRelease } from '../os-release.ts'
import type { Package } from './package.ts'

/** What of a package goes into its package URL. */
export type PurlParts = Pick<Package, 'type' | 'name' | 'version' | 'architecture' | 'source'>

/**
 * The package URL of an operating system's package (github.com/package-url/purl-spec), with the qualifiers that
 * vulnerability scanners match advisories by: `arch`, `distro`, `epoch` (rpm) and `upstream` (the source package).
 * `packageurl-js` writes the same, but its import alone takes longer than reading a small image.
 */
export function purlOf(part: PurlParts, os: OsRelease | null): string {
  const rpmEpoch = part.type === 'rpm' ? /^(\d+):/.exec(part.version)?.[1] : undefined
  const version = rpmEpoch === undefined ? part.version : part.version.slice(rpmEpoch.length + 1)
  const type = PURL_TYPES[part.type]
  const name = type === 'rpm' ? part.name : part.name.toLowerCase()
  const qualifiers: [string, string | undefined][] = [
    ['arch', part.architecture ?? undefined],
    ['distro', distroOf(os)],
    ['epoch', rpmEpoch],
    ['upstream', upstreamOf(part)],
  ]
  const query = qualifiers
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${encode(value ?? '')}`)
    .join('&')
  const path = [type, namespaceOf(part.type, os), name].filter((segment) => segment !== '')
  return `pkg:${path.map(encode).join('/')}@${encode(version)}${query === '' ? '' : `?${query}`}`
}

/** Package URL types; chisel installs slices of Ubuntu's .deb packages, and its versions are theirs. */
const PURL_TYPES = { deb: 'deb', apk: 'apk', rpm: 'rpm', pacman: 'alpm', chisel: 'deb' } as const

/** The vendor where no os-release names one: who the package manager comes from. */
const DEFAULT_NAMESPACES = { deb: 'debian', apk: 'alpine', rpm: '', pacman: 'arch', chisel: 'ubuntu' } as const

/** The purl's namespace is the vendor: os-release's ID, but for these two. */
function namespaceOf(type: PurlParts['type'], os: OsRelease | null): string {
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

/** Percent-encodes as the specification wants: all but letters, digits, `.-_~` and the colon. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':')
}
