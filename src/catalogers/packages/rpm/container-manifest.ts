import type { RpmDatabase } from './rpm-database.ts'
import type { RpmPackage } from './rpm-package.ts'

/**
 * Reads `container-manifest-2`, which Azure Linux (once CBL-Mariner) leaves in distroless images in place of the database:
 * a line per package with name, version-release, install time, build time, vendor, epoch, size, architecture, epoch
 * number and source package, separated by tabs (generateContainerManifests in the Azure Linux toolkit). The toolkit writes
 * `(none)` for every epoch; only the epoch number, 0 where there is none, tells.
 */
export function readContainerManifest2(text: string): RpmDatabase {
  return readLines(text, (line) => {
    const [name, version, , , , statedEpoch, , architecture, epochNumber, sourceRpm] = line.split('\t').map(stated)
    if (!name || !version) return undefined
    const epoch = statedEpoch || (epochNumber === '0' ? null : epochNumber)
    return packageOf(name, epoch ? `${epoch}:${version}` : version, architecture ?? null, sourceRpm ?? null)
  })
}

/** Reads `container-manifest-1`, what `rpm -qa` prints: a line per package, `name-version-release.architecture`. */
export function readContainerManifest1(text: string): RpmDatabase {
  return readLines(text, (line) => {
    const release = line.lastIndexOf('-')
    const version = line.lastIndexOf('-', release - 1)
    if (version < 1 || release === version + 1) return undefined
    const dot = line.lastIndexOf('.')
    const end = dot > release ? dot : line.length // keys (gpg-pubkey) have no architecture
    return packageOf(line.slice(0, version), line.slice(version + 1, end), stated(line.slice(end + 1)) || null, null)
  })
}

function readLines(text: string, read: (line: string) => RpmPackage | undefined): RpmDatabase {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const packages = lines.map(read).filter((found) => found !== undefined)
  const unread = lines.length - packages.length
  return { packages, damage: unread === 0 ? null : `${unread} of its ${lines.length} lines name no package` }
}

/** rpm prints `(none)` for a tag that a package does not have. */
function stated(field: string): string | null {
  return field === '(none)' ? null : field
}

function packageOf(name: string, version: string, architecture: string | null, sourceRpm: string | null): RpmPackage {
  return { name, version, architecture, license: null, sourceRpm, requires: '', provides: '', paths: '' }
}
