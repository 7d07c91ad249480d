import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import type { Decision } from '../keep-reason.ts'
import type { SlimImage } from '../slim-image.ts'

/**
 * The programs and libraries that stay and have something that stripping takes out, with its bytes as far as they are known. Those
 * that something checks to the byte when they are used are not among them.
 */
export function strippable(
  decisions: ReadonlyMap<TreeNode, Decision>,
  image: SlimImage,
): ReadonlyMap<TreeNode, number> {
  const found = new Map<TreeNode, number>()
  for (const { node, fact } of image.binaries.facts()) {
    if (!('machine' in fact) || decisions.get(node)?.keep !== true || isChecked(node, image.tree)) continue
    const { debugBytes, symbolBytes } = fact
    const bytes = (debugBytes ?? 0) + (symbolBytes ?? 0)
    // null: it was too large to be looked at whole
    if (bytes > 0 || debugBytes === null || symbolBytes === null) found.set(node, Math.min(bytes, node.size))
  }
  return found
}

/**
 * Whether a digest or signature of the whole file lies beside it: fipscheck's and NSS's for libraries of cryptography, OpenSSL's in
 * the settings of its FIPS provider, and the kernel's (IMA) in an extended attribute.
 */
function isChecked({ path, name, parent, xattrs }: TreeNode, tree: SquashedTree<unknown>): boolean {
  if (path.endsWith('/ossl-modules/fips.so') || xattrs?.has('security.ima') === true) return true
  const directory = parent?.path === '/' ? '' : (parent?.path ?? '')
  return [`.${name}.hmac`, `fipscheck/${name}.hmac`, name.replace(/\.so$/, '.chk')].some(
    (beside) => beside !== name && tree.get(`${directory}/${beside}`) !== undefined,
  )
}
