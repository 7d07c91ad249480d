import { joinPath, parentOf } from '../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { DirectoryClaims } from './directory-claims.ts'
import { installedSince } from './installed-since.ts'
import { type Fields, fieldsOf, listOf, textOf, textsOf } from './loose-json.ts'
import type { PackageCataloger } from './package.ts'
import { purlOf } from './purl.ts'

/** What Composer writes below its vendor directory. */
const DATABASE = '/composer/installed.json'

/** A package has about 2 KB of JSON. */
const LIMIT = 64 * 2 ** 20

type ComposerPackage = {
  /** `vendor/name`. */
  readonly name: string
  readonly version: string
  readonly licenses: readonly string[]
  readonly dependencies: readonly string[]
  /** From the directory of the database; null for metapackages, which have no files. */
  readonly directory: string | null
}

/** PHP packages, as Composer installed them. */
export const composerCataloger: PackageCataloger<readonly ComposerPackage[]> = {
  name: 'composer',
  version: 1,

  select: ({ path }) => (path.endsWith(DATABASE) ? { limit: LIMIT } : undefined),

  read: (_, content) => parseInstalled(content.text),

  conclude(tree) {
    const databases = [...tree.facts()].filter(({ node }) => node.path.endsWith(DATABASE))
    const homes = databases.flatMap(({ node, fact }) => fact.flatMap((item) => homeOf(tree, node, item) ?? []))
    const claims = new DirectoryClaims(homes)
    return databases.flatMap(({ node, fact }) => {
      const versions = tree.history(node.path)
      const since = installedSince(versions.map(({ layer, fact }) => ({ layer, keys: fact.map(keyOf) })))
      return fact.map((item) => {
        const { name, version, licenses, dependencies } = item
        const part = { type: 'composer', name, version, architecture: null, source: null } as const
        const home = homeOf(tree, node, item)
        return {
          ...part,
          licenses,
          purl: purlOf(part, null),
          paths: home === undefined ? [] : claims.claim(home),
          database: node.path,
          layer: since.get(keyOf(item)) ?? node.layer,
          dependencies,
        }
      })
    })
  },
}

/** Reads `installed.json`: an object with `packages` since Composer 2, before that the array itself. */
function parseInstalled(text: string): readonly ComposerPackage[] {
  const document: unknown = JSON.parse(text)
  const packages = Array.isArray(document) ? document : fieldsOf(document).packages
  return listOf(packages).flatMap((item) => {
    const fields = fieldsOf(item)
    const name = textOf(fields.name)
    const version = textOf(fields.version)
    if (name === undefined || version === undefined) return []
    const isMeta = fields.type === 'metapackage' || fields['install-path'] === null
    return {
      name,
      version,
      licenses: Array.isArray(fields.license) ? textsOf(fields.license) : textsOf([fields.license]),
      dependencies: dependenciesOf(fields),
      directory: isMeta ? null : (textOf(fields['install-path']) ?? `../${name}`),
    }
  })
}

/** `name range`, but for what the platform has to have (`php`, `ext-json`): names without a vendor are no packages. */
function dependenciesOf({ require }: Fields): string[] {
  return Object.entries(fieldsOf(require)).flatMap(([name, range]) =>
    name.includes('/') ? `${name} ${textOf(range) ?? ''}`.trimEnd() : [],
  )
}

/** The package's directory; undefined where there is none inside the project, whose root is above the vendor directory. */
function homeOf(tree: SquashedTree<unknown>, database: TreeNode, { directory }: ComposerPackage): TreeNode | undefined {
  if (directory === null) return undefined
  const composer = parentOf(database.path)
  const project = parentOf(parentOf(composer))
  const path = joinPath(composer, directory)
  return path !== project && path.startsWith(project === '/' ? '/' : `${project}/`) ? tree.get(path) : undefined
}

function keyOf({ name, version }: ComposerPackage): string {
  return `${name} ${version}`
}
