import type { Manifest } from './manifest.ts'
import type { Coordinates } from './pom.ts'

/**
 * Which artifact an archive is: the one of its `pom.properties` that its name or manifest means (a shaded archive has those of
 * others too), else what its manifest and its name say. Null where nothing says its version.
 */
export function identify<Pom extends Coordinates>(
  fileName: string,
  manifest: Manifest,
  poms: readonly Pom[],
): Pom | Coordinates | null {
  const file = parseFileName(fileName)
  const titles = [bundleName(manifest), manifest.get('implementation-title'), manifest.get('automatic-module-name')]
  const isMeant = ({ group, name }: Pom) =>
    titles.some((title) => title === name || title === `${group}.${name}` || title === `${group}:${name}`)
  const own =
    poms.find(({ name, version }) => name === file.name && (file.version === null || version === file.version)) ??
    poms.find(({ name }) => name === file.name) ??
    poms.find(isMeant)
  if (own !== undefined) return own
  const stated = fromManifest(file, manifest)
  const [only] = poms
  // Programs are often renamed, to app.jar.
  return poms.length === 1 && only !== undefined && file.version === null ? only : stated
}

/** A file name's parts; null without a version. */
interface FileName {
  readonly name: string
  readonly version: string | null
}

const MAX_LENGTH = 256
/** What comes after the numbers of a version and still belongs to it; anything else is a classifier (`-sources`, `-linux-x86_64`). */
const QUALIFIER =
  /^(?:alpha|beta|milestone|m|rc|cr|snapshot|final|ga|release|sp|jre|jdk|android|incubating|pre|preview|dev|ea|b|build|redhat|v)(?:[\d._]\S*)?$/i

/** Takes apart `NAME-VERSION[-CLASSIFIER].jar`; the version is the first run of parts with digits behind which none has one. */
export function parseFileName(fileName: string): FileName {
  const name = fileName.replace(/\.\w{1,4}$/, '')
  const parts = name.length <= MAX_LENGTH ? name.split('-') : [name]
  for (let start = 1; start < parts.length; start++) {
    if (!isNumber(parts[start]!)) continue
    let end = start + 1
    while (end < parts.length && (isNumber(parts[end]!) || QUALIFIER.test(parts[end]!))) end++
    if (parts.slice(end).some(isNumber)) continue
    return { name: parts.slice(0, start).join('-'), version: parts.slice(start, end).join('-') }
  }
  return { name, version: null }
}

function isNumber(part: string): boolean {
  return /^\d/.test(part)
}

function fromManifest(file: FileName, manifest: Manifest): Coordinates | null {
  const version =
    file.version ?? versionOf(manifest.get('implementation-version')) ?? versionOf(manifest.get('bundle-version'))
  if (version === undefined) return null
  const title = manifest.get('implementation-title') ?? ''
  const name = file.version === null && isName(title) ? title : file.name
  return isName(name) ? { group: groupOf(manifest), name, version } : null
}

/** Titles are often prose; those that are names have no spaces. */
function isName(text: string): boolean {
  return text.length <= MAX_LENGTH && /^[\w.+-]+$/.test(text)
}

/** Builders add a commit or a date behind the version. */
function versionOf(text = ''): string | undefined {
  return /^\d[\w.+~-]{0,255}(?=\s|$)/.exec(text)?.[0]
}

/**
 * The vendor's id, which Maven writes; null without one. A bundle's symbolic name looks like a group and is not: ASM's is
 * `org.objectweb.asm`, its group `org.ow2.asm`.
 */
function groupOf(manifest: Manifest): string | null {
  const vendor = manifest.get('implementation-vendor-id') ?? ''
  return isName(vendor) ? vendor : null
}

/** Without its directives. */
function bundleName(manifest: Manifest): string | undefined {
  return manifest.get('bundle-symbolicname')?.split(';', 1)[0]?.trim()
}
