import { nameOf } from '../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import { type Fields, fieldsOf, parseFields, textOf } from './loose-json.ts'
import type { PackageCataloger } from './package.ts'
import { purlOf } from './purl.ts'

const DEPS = '.deps.json'

const LIMIT = 32 * 2 ** 20

/** A self-contained application carries the runtime as a package by this name. */
const RUNTIME_PACK = 'runtimepack.'

type NugetLibrary = {
  readonly name: string
  readonly version: string
  /** `name version`. */
  readonly dependencies: readonly string[]
  /** Where its assets may stand, from the directory of the application. */
  readonly assets: readonly string[]
}

/** .NET packages, as the `.deps.json` beside an application or a shared framework lists them. */
export const nugetCataloger: PackageCataloger<readonly NugetLibrary[]> = {
  name: 'nuget',
  version: 1,

  select: ({ path }) => (path.endsWith(DEPS) ? { limit: LIMIT } : undefined),

  read: (_, content) => parseDeps(content.text),

  conclude(tree) {
    return [...tree.facts()]
      .filter(({ node }) => node.path.endsWith(DEPS))
      .flatMap(({ node, fact }) =>
        fact.map(({ name, version, dependencies, assets }) => {
          const part = { type: 'nuget', name, version, architecture: null, source: null } as const
          return {
            ...part,
            licenses: [], // they stand in the package's .nuspec, which is not published with an application
            purl: purlOf(part, null),
            paths: assetsIn(tree, node.parent!, assets),
            database: node.path,
            layer: node.layer,
            dependencies,
          }
        }),
      )
  },
}

/**
 * Reads a dependency manifest (github.com/dotnet/sdk, documentation/specs/runtime-configuration-file.md): `libraries` says what each
 * library is, `targets` which of its files an application loads. Projects are the application itself.
 */
function parseDeps(text: string): readonly NugetLibrary[] {
  const document = parseFields(text)
  const target = new Map(Object.entries(targetOf(document)))
  return Object.entries(fieldsOf(document.libraries)).flatMap(([key, library]) => {
    const type = textOf(fieldsOf(library).type)?.toLowerCase()
    const slash = key.indexOf('/')
    const version = key.slice(slash + 1)
    if ((type !== 'package' && type !== 'runtimepack') || slash < 1 || version === '') return []
    const name = key.slice(type === 'runtimepack' && key.startsWith(RUNTIME_PACK) ? RUNTIME_PACK.length : 0, slash)
    const used = fieldsOf(target.get(key))
    return {
      name,
      version,
      dependencies: Object.entries(fieldsOf(used.dependencies)).map(([required, range]) =>
        `${required} ${textOf(range) ?? ''}`.trimEnd(),
      ),
      assets: assetsOf(used),
    }
  })
}

/** The target that the application was built for; a manifest mostly has that one alone, or an empty one before it. */
function targetOf(document: Fields): Fields {
  const targets = new Map(Object.entries(fieldsOf(document.targets)))
  const { runtimeTarget } = document
  const name = textOf(runtimeTarget) ?? textOf(fieldsOf(runtimeTarget).name)
  return fieldsOf(targets.get(name ?? '') ?? [...targets.values()].at(-1))
}

/**
 * Publishing puts an asset for all platforms beside the application, translations below their language, and what is for one
 * platform of several where the package had it.
 */
function assetsOf(used: Fields): readonly string[] {
  const flat = [used.runtime, used.native].flatMap((assets) => Object.keys(fieldsOf(assets)).map(nameOf))
  const translations = Object.entries(fieldsOf(used.resources)).flatMap(([path, asset]) => {
    const locale = textOf(fieldsOf(asset).locale)
    return locale === undefined ? [] : `${locale}/${nameOf(path)}`
  })
  return [...new Set([...flat, ...translations, ...Object.keys(fieldsOf(used.runtimeTargets))])]
}

function assetsIn(tree: SquashedTree<unknown>, directory: TreeNode, assets: readonly string[]): string[] {
  return assets.flatMap((asset) => tree.get(`${directory.path}/${asset}`)?.path ?? [])
}
