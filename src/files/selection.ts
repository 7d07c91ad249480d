import type { ImageInventory } from '../inventory/image-inventory.ts'
import type { Owners } from '../inventory/owners.ts'
import type { LayeredImage } from '../layers/document.ts'
import { pathMatcher } from '../listing/glob.ts'
import type { FilesDocument, FileTotal, PackageOf } from '../report/files-document.ts'
import type { TreeNode } from '../rootfs/tree.ts'

/** What is known of an image that says what is in it. */
export type FilledImage = LayeredImage & Pick<ImageInventory, 'owners' | 'factsOf'>

/** Which paths are wanted; all conditions must hold. */
export interface FileSelection {
  /** See `pathMatcher`; none for all paths. */
  readonly globs: readonly string[]
  /** None for all types. */
  readonly types: readonly TreeNode['type'][]
  /** Only regular files with the setuid or setgid bit. */
  readonly setuid: boolean
  /** Only what no package lists; directories only if `types` has them. */
  readonly unowned: boolean
}

/**
 * Tells whether a path with what stands there is wanted. Whether a package lists it, the caller says.
 * @throws {UsageError} when a glob makes no sense.
 */
export function selector({
  globs,
  types,
  setuid,
  unowned,
}: FileSelection): (path: string, node: TreeNode, isOwned: () => boolean) => boolean {
  const matches = pathMatcher(globs)
  const allTypes = types.length === 0
  return (path, node, isOwned) => {
    const { type } = node
    if (!allTypes && !types.includes(type)) return false
    if (setuid && (type !== 'file' || (node.mode & 0o6000) === 0)) return false
    if (unowned && ((allTypes && type === 'directory') || isOwned())) return false
    return matches(path)
  }
}

/** The paths of the final filesystem that are wanted, in the order of the tree. */
export function selectNodes(
  { tree, owners }: Pick<FilledImage, 'tree' | 'owners'>,
  selection: FileSelection,
): readonly TreeNode[] {
  const wants = selector(selection)
  return Array.from(tree.nodes()).filter((node) => wants(node.path, node, () => owners.has(node)))
}

/** Counts paths, and their content with hard links once. */
export function totalOf(nodes: readonly TreeNode[]): FileTotal {
  const inodes = new Set<number>()
  let bytes = 0
  for (const node of nodes) {
    if (node.type !== 'file' || inodes.has(node.inode)) continue
    inodes.add(node.inode)
    bytes += node.size
  }
  return { paths: nodes.length, bytes }
}

/** The package of a path, as documents name it. */
export function packageOf(owners: Owners, node: TreeNode | undefined): PackageOf {
  const owner = node === undefined ? undefined : owners.get(node)
  return { package: owner?.name ?? null, packageType: owner?.type ?? null }
}

/** How every document about an image's files begins. */
export function headOf<View extends FilesDocument['view']>(
  { reference, descriptor }: Pick<FilledImage, 'reference' | 'descriptor'>,
  view: View,
): Pick<FilesDocument, 'schemaVersion' | 'reference' | 'digest'> & { readonly view: View } {
  return { schemaVersion: 1, reference, digest: descriptor?.digest ?? null, view }
}
