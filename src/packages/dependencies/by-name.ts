import type { Package } from '../../catalogers/packages/package.ts'
import { Names } from './names.ts'
import { packageNameOf } from './package-name.ts'
import type { Resolver } from './resolver.ts'

/**
 * Dependencies on packages of the same manager by their names. Of several that have the name (two Python environments, two
 * versions of a gem), the one whose metadata lies nearest.
 */
export const byNameResolver: Resolver = (packages) => {
  type Installed = (typeof packages)[number]
  const names = new Names<Installed>()
  for (const found of packages) {
    names.add(nameKey(found, found.name), found)
    for (const provided of found.provides ?? []) names.add(nameKey(found, packageNameOf(provided)), found)
  }
  return (stated, dependent) => nearest(names.get(nameKey(dependent, packageNameOf(stated))), dependent)
}

/** Python's names are equal if PEP 503 makes them so. */
function nameKey({ type }: Package, name: string): string {
  if (type === 'pypi') return name.toLowerCase().replace(/[-_.]+/g, '-')
  return type === 'composer' ? name.toLowerCase() : name
}

function nearest<Installed extends Package>(
  candidates: readonly Installed[],
  { database }: Package,
): readonly Installed[] {
  if (candidates.length < 2) return candidates
  const common = candidates.map((candidate) => commonLength(candidate.database, database))
  const most = Math.max(...common)
  return candidates.filter((_, index) => common[index] === most)
}

function commonLength(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
