import type { InstalledPackage } from '../inventory/ownership.ts'
import { nameMatcher } from '../listing/glob.ts'
import { nameOf, parentOf } from '../rootfs/path.ts'
import type { TreeNode } from '../rootfs/tree.ts'
import { type Start, startsOf } from '../why/starts.ts'
import type { SlimImage } from './slim-image.ts'

/** They run what a `package.json` says, which may be anything. */
const RUNNERS: ReadonlySet<string> = new Set([
  'npm',
  'npx',
  'yarn',
  'yarnpkg',
  'pnpm',
  'pnpx',
  'bun',
  'bunx',
  'corepack',
])
/** Tests are run where packages for development are. */
const TEST = /\/(?:tests?|__tests__|spec|e2e)\/|\.(?:test|spec)\.[cm]?[jt]sx?$/i
const MODULES = /\/node_modules\//

const known = new WeakMap<SlimImage, ReadonlyMap<TreeNode, InstalledPackage>>()

/**
 * The packages that npm installed for development alone and that nothing in the image is seen to load, by their directories: not the
 * command, no string in the app's JavaScript, no package that is there for more, and nothing of their own kind that one of
 * these loads. None where the app is started through npm or its like, or where its JavaScript is too large to be looked through.
 */
export function developmentPackages(image: SlimImage): ReadonlyMap<TreeNode, InstalledPackage> {
  let packages = known.get(image)
  if (packages === undefined) {
    packages = found(image)
    known.set(image, packages)
  }
  return packages
}

function found(image: SlimImage): ReadonlyMap<TreeNode, InstalledPackage> {
  const { tree, npmDevelopment, nodeWords, scripts, config, inventory } = image
  const directories = new Set<TreeNode>()
  for (const { node, fact } of npmDevelopment.facts()) {
    const app = node.parent?.parent?.path ?? ''
    for (const path of fact.directories) {
      const directory = tree.get(`${app === '/' ? '' : app}/${path}`)
      if (directory?.children) directories.add(directory)
    }
  }
  if (directories.size === 0) return new Map()
  const own = Array.from(nodeWords.facts()).filter(({ node }) => !TEST.test(node.path))
  const starts = startsOf(tree, config, (node) => scripts.fact(node) !== undefined)
  if (own.some(({ fact }) => fact.cut === true) || startsByRunner(starts, image)) return new Map()

  const development = new Map<InstalledPackage, TreeNode>()
  const others: InstalledPackage[] = []
  for (const each of inventory.packages) {
    if (each.type !== 'npm') continue
    const directory = tree.get(parentOf(each.database))
    if (directory !== undefined && directories.has(directory)) development.set(each, directory)
    else others.push(each)
  }
  const words = new Set([...own.flatMap(({ fact }) => fact.words), ...commandWords(image)])
  const isNamed = image.options.keepPackages?.length ? nameMatcher(image.options.keepPackages) : () => false
  const started = new Set(starts.flatMap(({ node }) => ancestorIn(directories, node) ?? []))
  const needed = new Set<InstalledPackage>()
  for (const [each, directory] of development) {
    if (words.has(each.name) || isNamed(each.name) || started.has(directory)) needed.add(each)
  }
  // a set that grows while it is gone through gives what was added, too
  for (const other of others) addDependencies(other, development, needed, image)
  for (const each of needed) addDependencies(each, development, needed, image)
  return new Map(
    Array.from(development, ([each, directory]) => [directory, each] as const).filter(([, each]) => !needed.has(each)),
  )
}

function addDependencies(
  dependent: InstalledPackage,
  development: ReadonlyMap<InstalledPackage, TreeNode>,
  needed: Set<InstalledPackage>,
  { dependencies }: SlimImage,
): void {
  for (const each of dependencies.dependenciesOf(dependent).keys()) if (development.has(each)) needed.add(each)
}

/** Whether the command, or a script of the app, names npm or its like. */
function startsByRunner(starts: readonly Start[], { shellScripts, owners, config }: SlimImage): boolean {
  if ([...config.entrypoint, ...config.cmd].some((word) => word.split(/[\s;&|]+/).some(isRunner))) return true
  if (starts.some(({ says, path }) => isRunner(says) || isRunner(path))) return true
  const started = new Set(starts.map(({ node }) => node))
  return Array.from(shellScripts.facts()).some(({ node, fact }) => {
    const isOfApp =
      started.has(node) || (!owners.has(node) && !MODULES.test(node.path) && !node.path.startsWith('/opt/yarn-'))
    return isOfApp && fact.words.some(isRunner)
  })
}

function isRunner(word: string): boolean {
  return RUNNERS.has(nameOf(word))
}

/** What the config names by words: `-r dotenv/config` in the command, or in `NODE_OPTIONS`. */
function commandWords({ config: { entrypoint, cmd, healthcheck, env } }: SlimImage): string[] {
  const texts = [...entrypoint, ...cmd, ...(healthcheck?.test ?? []), ...env]
  return texts
    .flatMap((text) => text.split(/[\s=,;'"]+/))
    .flatMap((word) => /^(?:@[^/]+\/)?[^/@]+/.exec(word.replace(/^.*node_modules\/(?:\.bin\/)?/, ''))?.[0] ?? [])
}

/** The directory among these that a node is in, the innermost. */
export function ancestorIn(directories: { has(node: TreeNode): boolean }, node: TreeNode): TreeNode | undefined {
  let at: TreeNode | null = node
  while (at !== null && !directories.has(at)) at = at.parent
  return at ?? undefined
}
