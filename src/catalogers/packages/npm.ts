import { nameOf, parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { DirectoryClaims } from './directory-claims.ts'
import { type NpmManifest, parseNpmManifest } from './npm-manifest.ts'
import type { PackageCataloger } from './package.ts'
import { purlOf } from './purl.ts'

/** Registries cap a whole package document at some tens of megabytes; the largest manifests in use have 200 KB. */
const LIMIT = 8 * 2 ** 20

/** Debian's module directories beside `node_modules` (Debian JavaScript policy). */
const DEBIAN_MODULES = /^\/usr\/(?:share|lib|lib\/[^/]+)\/nodejs\//

/** pnpm's content-addressable store, from whose files it hard-links packages; files are named for their content. */
const PNPM_STORE = /\/store\/v\d+\/files\/[0-9a-f]{2}\/[0-9a-f]+$/

const BRACE = '{'.charCodeAt(0)

/** Packages that npm, pnpm, yarn, Bun or Debian installed: directories with a `package.json` in a module directory. */
export const npmCataloger: PackageCataloger<NpmManifest> = {
  name: 'npm',
  version: 1,

  select({ path }, head) {
    if (path.endsWith('/package.json')) return isInstalled(path) ? { limit: LIMIT } : undefined
    // Of a hard link's two names, the one that comes first in the layer has the content: that may be the store's.
    return head[0] === BRACE && PNPM_STORE.test(path) ? { limit: LIMIT } : undefined
  },

  read({ path }, content) {
    if (path.endsWith('/package.json')) return parseNpmManifest(content.text)
    try {
      return parseNpmManifest(content.text)
    } catch {
      return undefined // some other file of the store
    }
  },

  conclude(tree) {
    const found: { readonly directory: TreeNode; readonly database: TreeNode; readonly fact: NpmManifest }[] = []
    for (const { node, fact } of tree.facts()) {
      if (isInstalled(node.path)) found.push({ directory: node.parent!, database: node, fact })
    }
    const claims = new DirectoryClaims(found.map(({ directory }) => directory))
    const installed = new Set(found.map(({ directory }) => directory.name))
    return found.map(({ directory, database, fact }) => {
      const { name, version, licenses } = fact
      const part = { type: 'npm', name, version, architecture: null, source: null } as const
      const optional = fact.optionalDependencies.filter(([required]) => installed.has(nameOf(required)))
      return {
        ...part,
        licenses,
        purl: purlOf(part, null),
        paths: claims.claim(directory, (child) => child.name === 'node_modules' && child.parent === directory),
        database: database.path,
        layer: database.layer,
        dependencies: [...fact.dependencies, ...optional].map(([required, range]) => `${required}@${range}`),
      }
    })
  },
}

/**
 * Whether a `package.json` is an installed package's: its directory, with its scope, stands in a module directory, and that at the
 * root of an application, of another package, or of a store such as `.pnpm`. Others belong to applications, or to packages that
 * carry them as examples or to say that some of their files are ES modules.
 */
function isInstalled(path: string): boolean {
  if (!path.endsWith('/package.json')) return false
  const names = parentOf(path).split('/')
  let at = names.indexOf(DEBIAN_MODULES.test(path) ? 'nodejs' : 'node_modules')
  while (at !== -1 && at + 1 < names.length) {
    const first = names[at + 1]!
    at += first.startsWith('@') || first.startsWith('.') ? 3 : 2
    if (at === names.length) return !first.startsWith('.')
    if (names[at] !== 'node_modules') return false
  }
  return false
}
