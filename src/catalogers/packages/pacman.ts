import { decodeName } from '../../layer/tar/text.ts'
import { parentOf } from '../../rootfs/path.ts'
import type { SquashedTree } from '../../rootfs/tree.ts'
import type { Package, PackageCataloger } from './package.ts'
import { purlOf } from './purl.ts'

/** pacman's local database: a directory a package, `NAME-VERSION-RELEASE`, with `desc` and `files`. */
const DATABASE = /^\/var\/lib\/pacman\/local\/[^/]+\/(?:desc|files)$/

/** Of one package's file list. */
const LIMIT = 32 * 2 ** 20

type PacmanFact =
  | {
      readonly name: string
      readonly version: string
      readonly base: string | null
      readonly architecture: string | null
      readonly licenses: readonly string[]
      readonly dependencies: readonly string[]
    }
  | { readonly paths: readonly string[] }

/** Packages of Arch Linux and its derivatives. */
export const pacmanCataloger: PackageCataloger<PacmanFact> = {
  name: 'pacman',
  version: 1,

  select: ({ path }) => (path.startsWith('/var/lib/pacman/') && DATABASE.test(path) ? { limit: LIMIT } : undefined),

  read({ path }, content) {
    const sections = parseSections(decodeName(content.bytes))
    if (path.endsWith('/files')) return { paths: (sections.get('FILES') ?? []).map(toAbsolute) }
    const [name] = sections.get('NAME') ?? []
    const [version] = sections.get('VERSION') ?? []
    if (name === undefined || version === undefined) throw new Error('it states no name or no version of its package')
    return {
      name,
      version,
      base: sections.get('BASE')?.[0] ?? null,
      architecture: sections.get('ARCH')?.[0] ?? null,
      licenses: sections.get('LICENSE') ?? [],
      dependencies: sections.get('DEPENDS') ?? [],
    }
  },

  conclude(tree, image) {
    const packages: Package[] = []
    for (const { node, fact } of tree.facts()) {
      // Hard links that stand elsewhere are no second installation.
      if (!('name' in fact) || !DATABASE.test(node.path)) continue
      const { name, version, architecture, licenses, dependencies } = fact
      const source = fact.base === null ? null : { name: fact.base, version }
      packages.push({
        type: 'pacman',
        name,
        version,
        architecture,
        source,
        licenses,
        purl: purlOf({ type: 'pacman', name, version, architecture, source }, image.os),
        paths: pathsIn(tree, parentOf(node.path)),
        database: node.path,
        layer: node.layer,
        dependencies,
      })
    }
    return packages
  },
}

function pathsIn(tree: SquashedTree<PacmanFact>, directory: string): readonly string[] {
  const node = tree.get(`${directory}/files`)
  const fact = node === undefined ? undefined : tree.fact(node)
  return fact !== undefined && 'paths' in fact ? fact.paths : []
}

/** `%NAME%` on a line of its own, then its values, one a line, then an empty line. */
function parseSections(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>()
  for (const block of text.split(/\n\n+/)) {
    const [first, ...values] = block.split('\n').filter((line) => line !== '')
    const [, title] = /^%([A-Z0-9]+)%$/.exec(first ?? '') ?? []
    if (title !== undefined) sections.set(title, values)
  }
  return sections
}

/** Paths are relative, those of directories end in a slash. */
function toAbsolute(path: string): string {
  return `/${path.replace(/\/$/, '')}`
}
