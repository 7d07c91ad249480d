import { nameOf } from '../rootfs/path.ts'
import type { SquashedTree } from '../rootfs/tree.ts'
import type { PlanFile } from './plan-request.ts'

/** As much of a file as tells where it comes from and where it goes. */
export type PlanLookup = Pick<PlanFile, 'path' | 'from'>

/**
 * The files without those that are only there for a library's symlink to lead to: loaders ask for `libz.so.1`, and nobody for
 * the `libz.so.1.2.13` that it stands for.
 */
export function lookedUp<File extends PlanLookup>(
  files: readonly File[],
  tree: SquashedTree<unknown>,
): readonly File[] {
  const links = Map.groupBy(
    files.filter(({ from }) => tree.resolveParent(from)?.type === 'symlink'),
    ({ from }) => tree.resolve(from),
  )
  return files.filter(({ from }) => {
    const node = tree.resolveParent(from)
    const leadingHere = (node && links.get(node)) ?? []
    return !leadingHere.some((link) => isLibrary(link.from) && nameOf(from).startsWith(`${nameOf(link.from)}.`))
  })
}

/** Whether a file is a library by its name. */
export function isLibrary(name: string): boolean {
  return /\.so\.\d[^/]*$/.test(name)
}
