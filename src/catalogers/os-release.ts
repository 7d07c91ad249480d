import type { Cataloger } from './cataloger.ts'

/** What os-release(5) says. */
export interface OsRelease {
  /** Lower case; `linux` where the file does not say. */
  readonly id: string
  readonly idLike: readonly string[]
  readonly versionId: string | null
  readonly versionCodename: string | null
  readonly prettyName: string | null
  readonly variantId: string | null
}

/** os-release files have some 500 bytes. */
const LIMIT = 64 * 1024

/** In the order of os-release(5): what the administrator says, then what the vendor says. */
const PATHS = ['/etc/os-release', '/usr/lib/os-release']

type Variables = { readonly [name: string]: string }

/** The operating system, as its os-release file names it. */
export const osReleaseCataloger: Cataloger<Variables, OsRelease | null> = {
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

function toOsRelease(variables: Variables): OsRelease {
  return {
    id: (variables.ID || 'linux').toLowerCase(),
    idLike: (variables.ID_LIKE ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    versionId: variables.VERSION_ID || null,
    versionCodename: variables.VERSION_CODENAME || null,
    prettyName: variables.PRETTY_NAME || null,
    variantId: variables.VARIANT_ID || null,
  }
}

/** The variables of an os-release file: shell assignments, without any expansion. Lines that are none are passed over. */
export function parseOsRelease(text: string): Variables {
  const assignments = text.matchAll(/^[ \t]*([A-Z0-9_]+)=(.*)$/gm)
  return Object.fromEntries(Array.from(assignments, ([, name, value]) => [name, unquote((value ?? '').trim())]))
}

/** Inside double quotes a backslash escapes only what is special there; inside single quotes nothing is (POSIX shell, 2.2). */
function unquote(value: string): string {
  const quote = value[0]
  if (quote !== '"' && quote !== "'") return value.replace(/\\(.)/g, '$1')
  const inner = value.endsWith(quote) && value.length > 1 ? value.slice(1, -1) : value.slice(1)
  return quote === "'" ? inner : inner.replace(/\\(["$`\\])/g, '$1')
}
