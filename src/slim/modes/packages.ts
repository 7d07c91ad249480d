import type { InstalledPackage } from '../../inventory/ownership.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Closure } from '../closure.ts'
import type { KeepReason } from '../keep-reason.ts'
import type { Mode } from '../mode.ts'
import type { SlimImage } from '../slim-image.ts'
import { stateDirectories } from '../state-directories.ts'

/** Whole packages: those of all that the roots lead to, and those that they depend on. */
export const packages: Mode = {
  name: 'packages',

  extend(closure, image) {
    closure.run()
    const whole = new Set<InstalledPackage>()
    // goes on with what the packages lead to, while it is gone through
    for (const node of closure.nodes()) {
      const owner = isShared(node, image) ? undefined : image.systemOwner(node)
      if (owner === undefined || whole.has(owner) || image.offer?.has(owner)) continue
      addPackage(owner, node, whole, closure, image)
      closure.run()
    }
    addGenerated(whole, closure, image)
    closure.run()
  },
}

/** A directory, or the symlink in the place of one that packages list (merged /usr): nobody's own. */
function isShared({ type, path }: TreeNode, { tree }: SlimImage): boolean {
  return type === 'directory' || (type === 'symlink' && tree.resolve(path)?.type === 'directory')
}

/** A package with those that it depends on, by the file that is needed of it. */
function addPackage(
  first: InstalledPackage,
  node: TreeNode,
  whole: Set<InstalledPackage>,
  closure: Closure,
  image: SlimImage,
): void {
  whole.add(first)
  keepFiles(first, { kind: 'package', says: `belongs to ${first.name}`, because: node }, closure, image)
  const ahead = [first]
  for (const dependent of ahead) {
    for (const [found, requirements] of image.dependencies.dependenciesOf(dependent)) {
      // of alternatives the one that is there already
      const isMet = requirements.every(({ satisfiedBy }) => satisfiedBy.some((other) => whole.has(other)))
      if (isMet || image.offer?.has(found)) continue
      whole.add(found)
      const [because = node] = image.packageFiles.filesOf(dependent)
      const says = `belongs to ${found.name}, which ${dependent.name} depends on`
      keepFiles(found, { kind: 'dependency', says, because }, closure, image)
      ahead.push(found)
    }
  }
}

function keepFiles(found: InstalledPackage, reason: KeepReason, closure: Closure, image: SlimImage): void {
  for (const node of image.packageFiles.filesOf(found)) closure.addNode(node, { ...reason, part: true }, reason)
  for (const node of stateDirectories(found, image)) closure.addNode(node, reason, reason)
}

/** Lists of what is installed: they are written anew for what is kept. */
const DATABASES = /^\/(?:var\/lib\/(?:dpkg|rpm|pacman|chisel)|(?:usr\/)?lib\/(?:apk|sysimage\/rpm)|usr\/share\/rpm)\//

/**
 * What no package lists: the settings and indexes that packages made when they were installed, and links to what stays. What lies in a
 * directory of a package that goes, goes with it.
 */
function addGenerated(whole: ReadonlySet<InstalledPackage>, closure: Closure, image: SlimImage): void {
  const file: KeepReason = { kind: 'generated', says: 'no package lists it: it was made for this image', because: null }
  for (const node of image.tree.nodes()) {
    if (node.type === 'directory' || image.owners.has(node) || DATABASES.test(node.path)) continue
    if (node.type === 'symlink') {
      const end = image.tree.resolve(node.path)
      if (end === undefined || closure.reasonOf(end) === undefined) continue
      closure.addNode(node, { part: true, ...file }, { kind: 'symlink', says: `leads to ${end.path}`, because: end })
      continue
    }
    const owner = ownerOfDirectory(node, image)
    // settings of a system that another one takes the place of are not wanted
    const isOfSystem = owner == null && image.offer === null
    if (isOfSystem || (owner != null && whole.has(owner))) closure.addNode(node, { part: true, ...file }, file)
  }
}

function ownerOfDirectory({ parent }: TreeNode, { owners }: SlimImage): InstalledPackage | null | undefined {
  let directory = parent
  while (directory !== null && !owners.has(directory)) directory = directory.parent
  return directory === null ? undefined : owners.get(directory)
}
