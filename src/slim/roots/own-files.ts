import { ownFiles as ownFilesOf } from '../../fit/own-files.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Root } from '../root.ts'
import type { SlimImage } from '../slim-image.ts'

/** Where a language's installer puts what others wrote: what runs there, the app runs by name. */
const DEPENDENCIES = /\/(?:node_modules|site-packages|dist-packages|vendor|gems)\//
/** What Debian's update-alternatives and rc.d links are: choices among files of packages, made when these were installed. */
const LINKS_OF_PACKAGES = /^\/etc\/(?:alternatives|rc[\dS]\.d|systemd)\//

/**
 * The files of the app: what its own layers brought and no package of the operating system lists. What those layers installed
 * as packages of the system stays for what needs it, as any other package does.
 */
export const ownFiles: Root = {
  name: 'own-layer',

  *leads(image) {
    const says = `is the app's own`
    for (const node of appFiles(image)) {
      const leadsToDirectory = node.type === 'symlink' && image.tree.resolve(node.path)?.type === 'directory'
      const runs = !DEPENDENCIES.test(node.path) || image.objectAt(node) !== undefined
      yield { path: node.path, kind: 'own-layer', says, because: null, part: true, runs, tree: leadsToDirectory }
    }
  },
}

/** What the app's layers brought, but for what is of a package of the operating system. */
export function appFiles(image: SlimImage): TreeNode[] {
  return ownFilesOf(image.inventory, image.own).filter(
    (node) => image.systemOwner(node) === undefined && !isLinkOfPackage(node, image),
  )
}

function isLinkOfPackage({ type, path, linkTarget }: TreeNode, { tree }: SlimImage): boolean {
  if (type !== 'symlink') return false
  if (LINKS_OF_PACKAGES.test(path) || linkTarget!.startsWith('/etc/alternatives/')) return true
  const end = tree.resolve(path)
  // the whole system under another name
  return end !== undefined && (end.parent === null || end.parent.parent === null) && end.children !== null
}
