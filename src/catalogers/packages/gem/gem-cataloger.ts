import { joinPath } from '../../../rootfs/path.ts'
import type { SquashedTree, TreeNode } from '../../../rootfs/tree.ts'
import { DirectoryClaims } from '../directory-claims.ts'
import type { PackageCataloger } from '../package.ts'
import { purlOf } from '../purl.ts'
import { type Gemspec, parseGemspec } from './gemspec.ts'

/** Installed gems; those that come with Ruby have a directory of their own. */
const SPECIFICATION = /\/specifications\/(default\/)?[^/]+\.gemspec$/

const LIMIT = 4 * 2 ** 20

/** Ruby gems, by the specifications in each gem directory (`GEM_HOME`). */
export const gemCataloger: PackageCataloger<Gemspec> = {
  name: 'gem',
  version: 1,

  select: ({ path }) => (path.endsWith('.gemspec') && SPECIFICATION.test(path) ? { limit: LIMIT } : undefined),

  read: (_, content) => parseGemspec(content.text),

  conclude(tree) {
    const files = new GemFiles(tree)
    const specifications = [...tree.facts()].filter(({ node }) => SPECIFICATION.test(node.path))
    return specifications.map(({ node, fact }) => {
      const { name, version, platform, licenses, dependencies } = fact
      const part = { type: 'gem', name, version, architecture: platform, source: null } as const
      return {
        ...part,
        licenses,
        purl: purlOf({ ...part, qualifiers: platform === null ? {} : { platform } }, null),
        paths: [node.path, ...files.of(node, fact)],
        database: node.path,
        layer: node.layer,
        dependencies,
      }
    })
  },
}

/** Finds a gem's own directory and its compiled extensions; the files of a gem that came with Ruby, in Ruby's library. */
class GemFiles {
  readonly #tree: SquashedTree<Gemspec>
  readonly #claims = new DirectoryClaims([])
  readonly #extensions = new Map<TreeNode, ReadonlyMap<string, readonly TreeNode[]>>()

  constructor(tree: SquashedTree<Gemspec>) {
    this.#tree = tree
  }

  of(specification: TreeNode, { files }: Gemspec): string[] {
    const fullName = specification.name.slice(0, -'.gemspec'.length)
    const directory = specification.parent!
    const isDefault = directory.name === 'default'
    const home = isDefault ? directory.parent!.parent! : directory.parent!
    const own = home.children?.get('gems')?.children?.get(fullName)
    const directories = [...(own === undefined ? [] : [own]), ...(this.#extensionsOf(home).get(fullName) ?? [])]
    const claimed = directories.flatMap((claim) => this.#claims.claim(claim))
    const library = isDefault ? libraryOf(home.path) : undefined
    if (library === undefined) return claimed
    const listed = files.map((file) => joinPath(library, file.replace(/^lib\//, '')))
    return [...claimed, ...listed.filter((path) => this.#tree.get(path) !== undefined)]
  }

  /** By gem: `extensions/PLATFORM/API/NAME-VERSION`. */
  #extensionsOf(home: TreeNode): ReadonlyMap<string, readonly TreeNode[]> {
    let extensions = this.#extensions.get(home)
    if (extensions === undefined) {
      const platforms = home.children?.get('extensions')
      const all = childrenOf(platforms).flatMap(childrenOf).flatMap(childrenOf)
      extensions = Map.groupBy(all, ({ name }) => name)
      this.#extensions.set(home, extensions)
    }
    return extensions
  }
}

function childrenOf(node: TreeNode | undefined): readonly TreeNode[] {
  return [...(node?.children?.values() ?? [])]
}

/** Ruby's library beside the gem directory that came with it: `lib/ruby/3.2.0` for `lib/ruby/gems/3.2.0`. */
function libraryOf(home: string): string | undefined {
  const [, ruby, version] = /^(.*)\/gems\/([^/]+)$/.exec(home) ?? []
  return ruby === undefined ? undefined : `${ruby}/${version}`
}
