import { isLanguageType } from '../catalogers/packages/package.ts'
import type { ImageInventory } from '../inventory/image-inventory.ts'
import { ownersOf } from '../inventory/owners.ts'
import type { InstalledPackage } from '../inventory/ownership.ts'
import type { OwnLayers } from '../report/fit-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/**
 * What a build leaves in its layers that is no part of the app: the states of package managers, their caches and logs, what
 * is temporary, and files that a container gets from its engine. Accounts are the base's, too: the app's user is looked at by
 * itself.
 */
const NOT_THE_APP = new RegExp(
  [
    '^/(?:proc|sys|dev|run|tmp|var/tmp|var/run|var/log|var/cache|root/\\.cache)/.',
    '^/var/lib/(?:dpkg|apt|apk|rpm|dnf|yum|pacman|chisel|ucf|pam|systemd)(?:/|$)',
    '^/(?:usr/)?lib/(?:apk|sysimage/rpm)(?:/|$)',
    '^/etc/(?:passwd|group|shadow|gshadow|subuid|subgid)-?$',
    '^/etc/(?:hosts|hostname|resolv\\.conf|machine-id|\\.pwd\\.lock|os-release)$',
    '^/(?:\\.dockerenv|usr/lib/os-release)$',
    '^/etc/(?:apt|apk|dpkg|alternatives/README)(?:/|$)',
  ].join('|'),
)

/**
 * The files of the app: what its layers added and is no state of the build. Files that an upgrade of a package of the base put in
 * the place of others are the base's own.
 */
export function ownFiles(image: ImageInventory, own: OwnLayers): TreeNode[] {
  const layers = new Set(own.layers)
  const isOwn = own.toldBy === 'packages' ? unlistedTest(image) : addedTest(image, layers)
  return Array.from(image.tree.nodes()).filter((node) => {
    if (!layers.has(node.layer) || NOT_THE_APP.test(node.path)) return false
    return (node.type !== 'directory' || isOwnDirectory(node, layers)) && isOwn(node)
  })
}

/** Tells what no package of the operating system has, and what is no symlink to anything of one: what installing makes besides. */
function unlistedTest({ tree, packages }: ImageInventory): (node: TreeNode) => boolean {
  const system = ownersOf(tree, packages.filter(isOfSystem))
  return (node) => {
    const end = node.type === 'symlink' ? tree.resolve(node.path) : undefined
    return !system.has(node) && (end === undefined || !system.has(end))
  }
}

/** Tells what is no upgrade: a file in the place of one of the base, of a package that these layers installed. */
function addedTest(
  { tree, packages, losses }: ImageInventory,
  layers: ReadonlySet<number>,
): (node: TreeNode) => boolean {
  const installed = ownersOf(
    tree,
    packages.filter((found) => isOfSystem(found) && layers.has(found.layer)),
  )
  const replaced = new Set(
    losses.flatMap(({ node, layer, replacement }) =>
      replacement !== null && layers.has(layer) && !layers.has(node.layer) ? [node.path] : [],
    ),
  )
  return (node) => !(replaced.has(node.path) && installed.has(node))
}

function isOfSystem({ type }: InstalledPackage): boolean {
  return !isLanguageType(type)
}

/** A directory that the base has as well is the base's, whatever a layer says of its time or mode. */
function isOwnDirectory({ earlier, inode }: TreeNode, layers: ReadonlySet<number>): boolean {
  return inode !== -1 && (earlier ?? []).every(({ layer }) => layers.has(layer))
}
