import type { Package } from '../catalogers/packages/package.ts'
import type { SquashedTree } from '../rootfs/tree.ts'
import { apkResolver } from './dependencies/apk.ts'
import { byNameResolver } from './dependencies/by-name.ts'
import { debResolver } from './dependencies/deb.ts'
import { npmResolver } from './dependencies/npm.ts'
import type { Resolver } from './dependencies/resolver.ts'
import { rpmResolver } from './dependencies/rpm.ts'

/** How each manager's dependencies find their packages, where it is not by their names alone. */
const RESOLVERS: Readonly<Partial<Record<Package['type'], Resolver>>> = {
  deb: debResolver,
  apk: apkResolver,
  rpm: rpmResolver,
  npm: npmResolver,
}

/** One dependency that a package states. */
export interface Requirement<Installed extends Package = Package> {
  /** As its database has it: `libc6 (>= 2.36)`, `so:libz.so.1`. */
  readonly stated: string
  /** The installed packages that satisfy it, each by itself; empty where none does. */
  readonly satisfiedBy: readonly Installed[]
}

/** Which installed package depends on which. What a package provides to itself is no dependency. */
export class DependencyGraph<Installed extends Package = Package> {
  readonly #requirements: ReadonlyMap<Installed, readonly Requirement<Installed>[]>
  readonly #dependencies = new Map<Installed, ReadonlyMap<Installed, readonly Requirement<Installed>[]>>()
  readonly #dependents = new Map<Installed, Set<Installed>>()

  constructor(requirements: ReadonlyMap<Installed, readonly Requirement<Installed>[]>) {
    this.#requirements = requirements
    for (const [dependent, stated] of requirements) {
      const dependencies = new Map<Installed, Requirement<Installed>[]>()
      for (const requirement of stated) {
        for (const dependency of requirement.satisfiedBy) addTo(dependencies, dependency, requirement)
      }
      this.#dependencies.set(dependent, dependencies)
      for (const dependency of dependencies.keys()) {
        const known = this.#dependents.get(dependency)
        if (known === undefined) this.#dependents.set(dependency, new Set([dependent]))
        else known.add(dependent)
      }
    }
  }

  /** In the order in which the database states them. */
  requirementsOf(found: Installed): readonly Requirement<Installed>[] {
    return this.#requirements.get(found) ?? []
  }

  /** The packages that satisfy requirements of this one, with those requirements. */
  dependenciesOf(found: Installed): ReadonlyMap<Installed, readonly Requirement<Installed>[]> {
    return this.#dependencies.get(found) ?? NO_DEPENDENCIES
  }

  /** The packages with a requirement that this one satisfies, each once. */
  dependentsOf(found: Installed): ReadonlySet<Installed> {
    return this.#dependents.get(found) ?? NO_DEPENDENTS
  }
}

const NO_DEPENDENCIES: ReadonlyMap<never, never> = new Map<never, never>()
const NO_DEPENDENTS: ReadonlySet<never> = new Set<never>()

/** Resolves every dependency that packages state to the installed packages that satisfy it. */
export function dependencyGraph<Installed extends Package>(
  packages: readonly Installed[],
  tree: SquashedTree<unknown>,
): DependencyGraph<Installed> {
  const requirements = new Map<Installed, readonly Requirement<Installed>[]>()
  for (const [type, ofType] of Map.groupBy(packages, (found) => found.type)) {
    const resolve = (RESOLVERS[type] ?? byNameResolver)(ofType, tree)
    for (const found of ofType) {
      const resolved = found.dependencies.map((stated) => ({ stated, satisfiedBy: resolve(stated, found) }))
      requirements.set(
        found,
        resolved.filter(({ satisfiedBy }) => !satisfiedBy.includes(found)),
      )
    }
  }
  return new DependencyGraph(requirements)
}

function addTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const known = lists.get(key)
  if (known === undefined) lists.set(key, [item])
  else known.push(item)
}
