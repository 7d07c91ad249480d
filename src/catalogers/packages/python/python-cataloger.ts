import { decodeName } from '../../../layer/tar/text.ts'
import type { SquashedTree, TreeNode } from '../../../rootfs/tree.ts'
import { inCondaCache } from '../conda.ts'
import type { PackageCataloger } from '../package.ts'
import { purlOf } from '../purl.ts'
import { type CoreMetadata, parseCoreMetadata, parseRequires } from './core-metadata.ts'
import { DistributionFiles } from './distribution-files.ts'
import type { PythonFact } from './python-fact.ts'
import { parseLines, parseRecord } from './record.ts'

/** Metadata has the project's README in it; a list of files has about 100 bytes a file. */
const LIMIT = 32 * 2 ** 20

/** What a file of a metadata directory holds. */
const KINDS: ReadonlyMap<string, keyof PythonFact> = new Map([
  ['METADATA', 'metadata'],
  ['PKG-INFO', 'metadata'],
  ['RECORD', 'record'],
  ['installed-files.txt', 'installed'],
  ['SOURCES.txt', 'sources'],
  ['top_level.txt', 'modules'],
  ['requires.txt', 'requires'],
])

/** Python distributions: what pip, uv, conda or Debian installed, and eggs. */
export const pythonCataloger: PackageCataloger<PythonFact> = {
  name: 'python',
  version: 1,

  select: ({ path }) => (kindOf(path) === undefined ? undefined : { limit: LIMIT }),

  read({ path }, content): PythonFact | undefined {
    switch (kindOf(path)) {
      case 'metadata': {
        const metadata = parseCoreMetadata(content.text)
        return metadata && { metadata }
      }
      case 'record':
        return { record: parseRecord(decodeName(content.bytes)) }
      case 'installed':
        return { installed: parseLines(decodeName(content.bytes)) }
      case 'sources':
        return { sources: parseLines(decodeName(content.bytes)) }
      case 'modules':
        return { modules: parseLines(decodeName(content.bytes)) }
      case 'requires':
        return { requires: parseRequires(content.text) }
      default:
        return undefined
    }
  },

  conclude(tree) {
    const found = [...distributions(tree)]
    const files = new DistributionFiles(
      tree,
      found.map(({ node }) => node),
    )
    return found.map(({ node, metadata }) => {
      const { name, version, licenses } = metadata
      const part = { type: 'pypi', name, version, architecture: null, source: null } as const
      return {
        ...part,
        licenses,
        purl: purlOf(part, null),
        paths: files.of(node, name),
        database: node.path,
        layer: node.layer,
        dependencies: metadata.dependencies.length > 0 ? metadata.dependencies : requiresBeside(tree, node),
      }
    })
  },
}

function kindOf(path: string): keyof PythonFact | undefined {
  if (!path.includes('-info') && !path.includes('/EGG-INFO/')) return undefined // the usual case, fast
  if (path.endsWith('.egg-info')) return 'metadata' // distutils' eggs are one file
  const slash = path.lastIndexOf('/')
  const described =
    path.endsWith('.dist-info', slash) || path.endsWith('.egg-info', slash) || path.endsWith('.egg/EGG-INFO', slash)
  return described ? KINDS.get(path.slice(slash + 1)) : undefined
}

function* distributions(
  tree: SquashedTree<PythonFact>,
): Generator<{ readonly node: TreeNode; readonly metadata: CoreMetadata }> {
  for (const { node, fact } of tree.facts()) {
    // A hard link to metadata may stand anywhere.
    if (fact.metadata === undefined || kindOf(node.path) !== 'metadata' || inCondaCache(tree, node.path)) continue
    yield { node, metadata: fact.metadata }
  }
}

function requiresBeside(tree: SquashedTree<PythonFact>, { parent }: TreeNode): readonly string[] {
  const node = parent?.children?.get('requires.txt')
  return (node && tree.fact(node)?.requires) ?? []
}
