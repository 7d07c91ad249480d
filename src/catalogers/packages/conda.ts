import { joinPath } from '../../rootfs/path.ts'
import type { SquashedTree } from '../../rootfs/tree.ts'
import { type Fields, parseFields, textOf, textsOf } from './loose-json.ts'
import type { PackageCataloger } from './package.ts'
import { purlOf } from './purl.ts'

/** A package of an environment: `PREFIX/conda-meta/NAME-VERSION-BUILD.json`. */
const RECORD = /\/conda-meta\/[^/]+\.json$/

/** A record lists each file twice, in some 300 bytes. */
const LIMIT = 64 * 2 ** 20

type CondaFact = {
  readonly name: string
  readonly version: string
  /** The platform: `linux-64`, `noarch`. */
  readonly subdir: string | null
  readonly licenses: readonly string[]
  readonly dependencies: readonly string[]
  /** From the environment's directory. */
  readonly files: readonly string[]
  readonly qualifiers: Readonly<Record<string, string>>
}

/** Packages of conda's environments, as conda, mamba and pixi install them. */
export const condaCataloger: PackageCataloger<CondaFact> = {
  name: 'conda',
  version: 1,

  select: ({ path }) => (path.endsWith('.json') && RECORD.test(path) ? { limit: LIMIT } : undefined),

  read(_, content) {
    const fields = parseFields(content.text)
    const name = textOf(fields.name)
    const version = textOf(fields.version)
    if (name === undefined || version === undefined) return undefined
    const license = textOf(fields.license)
    return {
      name,
      version,
      subdir: textOf(fields.subdir) ?? null,
      licenses: license === undefined ? [] : [license],
      // Virtual packages (`__glibc`) are what the system has to have.
      dependencies: textsOf(fields.depends).filter((dependency) => !dependency.startsWith('__')),
      files: textsOf(fields.files),
      qualifiers: qualifiersOf(fields),
    }
  },

  conclude(tree) {
    const records = [...tree.facts()].filter(({ node }) => RECORD.test(node.path))
    return records.map(({ node, fact: { name, version, subdir, licenses, dependencies, files, qualifiers } }) => {
      const prefix = node.parent!.parent!.path
      const part = { type: 'conda', name, version, architecture: subdir, source: null } as const
      return {
        ...part,
        licenses,
        purl: purlOf({ ...part, qualifiers }, null),
        paths: [node.path, ...files.map((file) => joinPath(prefix, file))],
        database: node.path,
        layer: node.layer,
        dependencies,
      }
    })
  },
}

/** What tells builds of one version apart (purl-spec, types/conda). */
function qualifiersOf(fields: Fields): Readonly<Record<string, string>> {
  const build = textOf(fields.build)
  const subdir = textOf(fields.subdir)
  const channel = channelOf(textOf(fields.channel), subdir)
  const type = /\.(conda|tar\.bz2)$/.exec(textOf(fields.fn) ?? '')?.[1]
  return Object.fromEntries(
    Object.entries({ build, channel, subdir, type }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  )
}

/** `conda-forge` of `https://conda.anaconda.org/conda-forge/linux-64`, `main` of `pkgs/main`. */
function channelOf(channel: string | undefined, subdir: string | undefined): string | undefined {
  const parts = (channel ?? '').split('/').filter((part) => part !== '')
  if (parts.at(-1) === subdir) parts.pop()
  return parts.at(-1)
}

/** Whether a path is in conda's package cache, where packages stay unpacked beside the environments that they are copied to. */
export function inCondaCache(tree: SquashedTree<unknown>, path: string): boolean {
  const [, unpacked] = /^(.*\/pkgs\/[^/]+)\//.exec(path) ?? []
  return unpacked !== undefined && tree.get(`${unpacked}/info/index.json`) !== undefined
}
