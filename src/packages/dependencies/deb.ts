import type { Package } from '../../catalogers/packages/package.ts'
import { Names } from './names.ts'
import type { Resolver } from './resolver.ts'

/** `python3:any (>= 3.11~)`: a name, the architectures that will do, and a constraint on the version. */
const RELATION = /^([^\s:([<]+)(?::[^\s([<]+)?\s*(\([^)]*\))?/

/**
 * Debian's dependencies (Debian Policy 7.1 and 7.5): alternatives with `|`, and virtual packages, which satisfy a versioned
 * dependency only if their version is stated too. Versions are not compared: dpkg has, before it installed.
 */
export const debResolver: Resolver = (packages) => {
  type Installed = (typeof packages)[number]
  const real = new Names<Installed>()
  const virtual = new Names<Installed>()
  const versionedVirtual = new Names<Installed>()
  for (const found of packages) {
    real.add(found.name, found)
    for (const provided of found.provides ?? []) {
      const [, name, version] = RELATION.exec(provided) ?? []
      if (name === undefined) continue
      virtual.add(name, found)
      if (version !== undefined) versionedVirtual.add(name, found)
    }
  }
  return (stated, dependent) => {
    const found = stated.split('|').flatMap((alternative) => {
      const [, name, version] = RELATION.exec(alternative.trim()) ?? []
      if (name === undefined) return []
      return [...real.get(name), ...(version === undefined ? virtual : versionedVirtual).get(name)]
    })
    return ofOneArchitecture([...new Set(found)], dependent)
  }
}

/** Of a library that is installed for several architectures, the dependent's own; programs of any will do. */
function ofOneArchitecture<Installed extends Package>(
  found: readonly Installed[],
  { architecture }: Package,
): readonly Installed[] {
  const own = found.filter((candidate) => candidate.architecture === architecture || candidate.architecture === 'all')
  return own.length > 0 ? own : found
}
