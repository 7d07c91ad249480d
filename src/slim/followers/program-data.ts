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
    for (const part of partsOf(owner, image)) {
      const says = `is data of ${part.name}, which ${node.name} comes with`
      for (const each of dataOf(part, image)) {
        yield { path: each.path, kind: 'program-data', says, part: true, runs: each.type === 'symlink' }
      }
      for (const { path } of stateDirectories(part, image)) yield { path, kind: 'program-data', says }
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

function dataOf(part: InstalledPackage, { packageFiles }: SlimImage): TreeNode[] {
  return packageFiles.filesOf(part).filter(({ path }) => !PROGRAMS.test(path) && !LIBRARY.test(path))
}
