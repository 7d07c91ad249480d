import type { InstalledPackage } from '../inventory/ownership.ts'
import type { ChainStep } from '../report/why-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { shortestPath } from './digraph.ts'
import { type Investigation, packageName } from './investigation.ts'

/** What a chain may end at. */
export interface ChainGoal {
  readonly files: ReadonlySet<TreeNode>
  readonly packages: ReadonlySet<InstalledPackage>
  /** Whether the packages are what is asked for; else the chain goes on to the first of the files. */
  readonly endsAtPackage: boolean
}

/**
 * How what the image starts leads to something: from file to file where that is possible, else from the package of such a file
 * to the packages that it depends on. The shortest way; null where there is none, and for an image that starts nothing.
 */
export function chainTo(goal: ChainGoal, investigation: Investigation): ChainStep[] | null {
  return chainOfFiles(goal, investigation) ?? chainOfPackages(goal, investigation)
}

function chainOfFiles(goal: ChainGoal, investigation: Investigation): ChainStep[] | null {
  const way = wayToFile((node) => goal.files.has(node), investigation)
  if (way === undefined) return null
  const [owner] = goal.packages
  const end = goal.endsAtPackage && owner !== undefined ? [packageStep('owner', null, owner)] : []
  return [...fileSteps(way, investigation), ...end]
}

function chainOfPackages(goal: ChainGoal, investigation: Investigation): ChainStep[] | null {
  const { inventory, packageFiles, dependencies } = investigation
  // Packages of started files, with the first file of each: those nearest to the start come first.
  const started = new Map<InstalledPackage, TreeNode>()
  wayToFile((node) => {
    // A directory, which a symlink on the way may lead to, is no part of any one package.
    if (inventory.tree.resolve(node.path)?.type !== 'file') return false
    for (const owner of packageFiles.ownersOf(node)) if (!started.has(owner)) started.set(owner, node)
    return false
  }, investigation)
  const way = shortestPath(
    started.keys(),
    (found) => dependencies.dependenciesOf(found).keys(),
    (found) => goal.packages.has(found),
  )
  if (way === undefined) return null
  const [first] = way
  const file = started.get(first!)!
  const [content] = goal.files
  return [
    ...fileSteps(wayToFile((node) => node === file, investigation) ?? [], investigation),
    packageStep('owner', null, first!),
    ...way.slice(1).map((found, index) => {
      const [requirement] = dependencies.dependenciesOf(way[index]!).get(found) ?? []
      return packageStep('dependency', requirement?.stated ?? null, found)
    }),
    ...(goal.endsAtPackage || content === undefined ? [] : [fileStep('content', null, content.path)]),
  ]
}

/** The shortest way from a started file, by what files name; symlinks on the way count as places. */
function wayToFile(isGoal: (node: TreeNode) => boolean, { starts, references }: Investigation): TreeNode[] | undefined {
  return shortestPath(
    starts.flatMap(({ node, via }) => [references.identity(node), ...via]),
    (node) => references.from(node).flatMap(({ to, via }) => [to, ...via]),
    (node) => isGoal(node),
  )
}

function fileSteps(way: readonly TreeNode[], { starts, references }: Investigation): ChainStep[] {
  return way.map((node, index) => {
    if (index === 0) {
      const start = starts.find((each) => references.identity(each.node) === node || each.via.includes(node))!
      return fileStep(start.kind, start.says, node.path)
    }
    const { kind, says } = references.from(way[index - 1]!).find(({ to, via }) => to === node || via.includes(node))!
    return fileStep(kind, says, node.path)
  })
}

function fileStep(kind: ChainStep['kind'], says: string | null, path: string): ChainStep {
  return { kind, says, path, package: null }
}

function packageStep(kind: ChainStep['kind'], says: string | null, found: InstalledPackage): ChainStep {
  return { kind, says, path: null, package: packageName(found) }
}
