import type { Cataloger } from './cataloger.ts'
import { type OsRelease, type OsReleaseVariables, parseOsRelease, toOsRelease } from './os-release.ts'

/** os-release files have some 500 bytes. */
const LIMIT = 64 * 1024

/** In the order of os-release(5): what the administrator says, then what the vendor says. */
const PATHS = ['/etc/os-release', '/usr/lib/os-release']

/** The operating system, as its os-release file names it. */
export const osReleaseCataloger: Cataloger<OsReleaseVariables, OsRelease | null> = {
  name: 'os-release',
  version: 1,

  // By name wherever it stands: /etc/os-release is often a symlink (Fedora: /usr/lib/os.release.d/os-release-container).
  select: ({ path }) => (path.includes('os-release', path.lastIndexOf('/')) ? { limit: LIMIT } : undefined),

  read: (_, content) => parseOsRelease(content.text),

  conclude(tree) {
    for (const path of PATHS) {
      const node = tree.resolve(path)
      const variables = node === undefined ? undefined : tree.fact(node)
      if (variables !== undefined && Object.keys(variables).length > 0) return toOsRelease(variables)
    }
    return null
  },
}
