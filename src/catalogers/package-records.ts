import type { FactReader } from '../layer/fact-reader.ts'
import { decodeName } from '../layer/tar/text.ts'

/** Where dpkg keeps a paragraph for each package, and where distroless images have a file for each instead. */
export const DPKG_DIRECTORY = '/var/lib/dpkg'
export const DPKG_STATUS = `${DPKG_DIRECTORY}/status`
export const DPKG_STATUS_DIRECTORY = `${DPKG_DIRECTORY}/status.d`
export const DPKG_INFO_DIRECTORY = `${DPKG_DIRECTORY}/info`

/** apk's databases, of apk 2 and of apk 3, and the names that were asked for. */
export const APK_DATABASES = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'] as const
export const APK_WORLD = '/etc/apk/world'

const WHOLE: ReadonlySet<string> = new Set([DPKG_STATUS, ...APK_DATABASES, APK_WORLD])

/** As much as the catalogers of dpkg and apk read. */
const RECORD_LIMIT = 64 * 2 ** 20

/**
 * The text of package managers' databases that are written anew when packages go; bytes that are not UTF-8 as in `EntryHeader.path`.
 * Only what rewrites them wants it, so that it is only read when asked for.
 */
export const packageRecordsReader: FactReader<string> = {
  name: 'package-records',
  version: 1,

  select({ path }) {
    if (WHOLE.has(path) || path.startsWith(`${DPKG_STATUS_DIRECTORY}/`)) return { limit: RECORD_LIMIT }
    return path.startsWith(`${DPKG_INFO_DIRECTORY}/`) && path.endsWith('.md5sums') ? { limit: RECORD_LIMIT } : undefined
  },

  read: (_, content) => decodeName(content.bytes),
}
