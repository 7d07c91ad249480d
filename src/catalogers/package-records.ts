import type { FactReader } from '../layer/fact-reader.ts'
import { decodeName } from '../layer/tar/text.ts'
import { GROUP, PASSWD } from './accounts.ts'

/** Where dpkg keeps a paragraph for each package, and where distroless images have a file for each instead. */
export const DPKG_DIRECTORY = '/var/lib/dpkg'
export const DPKG_STATUS = `${DPKG_DIRECTORY}/status`
export const DPKG_STATUS_DIRECTORY = `${DPKG_DIRECTORY}/status.d`
export const DPKG_INFO_DIRECTORY = `${DPKG_DIRECTORY}/info`

/** apk's databases, of apk 2 and of apk 3, and the names that were asked for. */
export const APK_DATABASES = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'] as const
export const APK_WORLD = '/etc/apk/world'

/** What Azure Linux leaves in distroless images in place of rpm's database, and scanners know. */
export const RPM_MANIFEST_DIRECTORY = '/var/lib/rpmmanifest'
export const RPM_MANIFESTS = [
  `${RPM_MANIFEST_DIRECTORY}/container-manifest-1`,
  `${RPM_MANIFEST_DIRECTORY}/container-manifest-2`,
] as const

const WHOLE: ReadonlySet<string> = new Set([DPKG_STATUS, ...APK_DATABASES, APK_WORLD, ...RPM_MANIFESTS, PASSWD, GROUP])

/** As much as the catalogers of dpkg and apk read. */
const RECORD_LIMIT = 64 * 2 ** 20

/**
 * The text of databases that are written anew when packages go, or when an app comes to another base with its user; bytes that are not UTF-8 as in `EntryHeader.path`.
 * Only what rewrites them wants it, so that it is only read when asked for.
 */
export const packageRecordsReader: FactReader<string> = {
  name: 'package-records',
  version: 2,

  select({ path }) {
    if (WHOLE.has(path) || path.startsWith(`${DPKG_STATUS_DIRECTORY}/`)) return { limit: RECORD_LIMIT }
    return path.startsWith(`${DPKG_INFO_DIRECTORY}/`) && path.endsWith('.md5sums') ? { limit: RECORD_LIMIT } : undefined
  },

  read: (_, content) => decodeName(content.bytes),
}
