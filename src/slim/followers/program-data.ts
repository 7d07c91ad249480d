import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Follower } from '../follower.ts'
import type { SlimImage } from '../slim-image.ts'
import { stateDirectories } from '../state-directories.ts'

/** Where programs are that something else has to name before they are needed. */
const PROGRAMS = /^\/(?:usr\/)?(?:local\/)?(?:s?bin|games)\//
/** Libraries of a loader's own directories: programs say which of them they need. */
const LIBRARY = /^\/(?:usr\/)?lib[^/]*\/(?:[^/]+-linux-[^/]+\/)?[^/]+\.so(?:\.[^/]+)?$/

/**
 * What a program's own package has beside programs: its configuration, data, plugins, and empty directories that it writes to.
 * Distributions split a program into packages (nginx and nginx-common): those of the same source that it depends on count.
 */
export const programData: Follower = {
  name: 'program-data',
  of: 'runs',

  *leads({ node }, image) {
    if (node.type !== 'file' || (node.mode & 0o111) === 0 || LIBRARY.test(node.path)) return
    const owner = image.systemOwner(node)
    if (owner === undefined || !PROGRAMS.test(node.path)) return
    const parts = partsOf(owner, image)
    for (const part of parts) {
      const says = `is data of ${part.name}, which ${node.name} comes with`
      for (const each of dataOf(part, image)) {
        yield { path: each.path, kind: 'program-data', says, part: true, runs: each.type === 'symlink' }
      }
      for (const { path } of stateDirectories(part, image)) yield { path, kind: 'program-data', says }
      for (const setting of settingsOf(part, parts, image)) {
        const says = `is a setting of ${part.name}, which ${node.name} comes with`
        yield { path: setting.path, kind: 'program-data', says, tree: true }
        const plugin = pluginOf(setting, image)
        if (plugin === undefined || parts.has(plugin)) continue
        for (const { path } of dataOf(plugin, image)) {
          yield { path, kind: 'program-data', says: `is of ${plugin.name}, which ${setting.path} chooses`, runs: true }
        }
      }
    }
  },
}

function partsOf(owner: InstalledPackage, { dependencies }: SlimImage): ReadonlySet<InstalledPackage> {
  const source = sourceOf(owner)
  const parts = new Set([owner])
  // a set that grows while it is gone through gives what was added, too
  for (const part of parts) {
    for (const dependency of dependencies.dependenciesOf(part).keys()) {
      if (dependency.type === owner.type && sourceOf(dependency) === source) parts.add(dependency)
    }
  }
  return parts
}

function sourceOf({ source, name }: InstalledPackage): string {
  return source?.name ?? name
}

/**
 * What installing made, and nobody lists, in directories of /etc that are the program's alone: links that choose among its files
 * (nginx's sites-enabled), and settings that somebody was asked for.
 */
function* settingsOf(
  { paths }: InstalledPackage,
  parts: ReadonlySet<InstalledPackage>,
  { tree, packageFiles }: SlimImage,
): Generator<TreeNode> {
  for (const path of paths) {
    const directory = path.startsWith('/etc/') ? tree.get(path) : undefined
    if (directory?.children == null || packageFiles.ownersOf(directory).some((other) => !parts.has(other))) continue
    for (const child of directory.children.values()) if (packageFiles.ownersOf(child).length === 0) yield child
  }
}

/** The package whose file a link chooses. */
function pluginOf(setting: TreeNode, image: SlimImage): InstalledPackage | undefined {
  const end = setting.type === 'symlink' ? image.tree.resolve(setting.path) : undefined
  return end?.type === 'file' ? image.systemOwner(end) : undefined
}

function dataOf(part: InstalledPackage, { packageFiles }: SlimImage): TreeNode[] {
  return packageFiles.filesOf(part).filter(({ path }) => !PROGRAMS.test(path) && !LIBRARY.test(path))
}
