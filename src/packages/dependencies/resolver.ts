import type { Package } from '../../catalogers/packages/package.ts'
import type { SquashedTree } from '../../rootfs/tree.ts'

/**
 * Finds what satisfies a dependency that a package states: all installed packages that do, because one of several may go and
 * the dependency still hold; empty where none does.
 */
type Resolve<Installed extends Package> = (stated: string, dependent: Installed) => readonly Installed[]

/** How a package manager's dependencies find their packages. `packages` are all of its type. */
export type Resolver = <Installed extends Package>(
  packages: readonly Installed[],
  tree: SquashedTree<unknown>,
) => Resolve<Installed>
