import type { Package } from '../../src/catalogers/packages/package.ts'
import { type DependencyGraph, dependencyGraph } from '../../src/packages/dependency-graph.ts'
import { type LayerFile, treeOf } from '../support/tree-of.ts'

/** What a test says of a package; the rest is as good as any. */
export type Given = Partial<Omit<Package, 'type'>>

/** Packages of one manager, by their names. */
export function packagesOf(type: Package['type'], given: Readonly<Record<string, Given>>): Package[] {
  return Object.entries(given).map(([name, rest]) => ({
    type,
    name,
    version: '1',
    architecture: null,
    source: null,
    licenses: [],
    purl: `pkg:${type}/${name}@1`,
    paths: [],
    database: '/db',
    layer: 0,
    dependencies: [],
    ...rest,
  }))
}

/** How these packages depend on each other, in an image with these files. */
export function graphOf(
  packages: readonly Package[],
  files: Readonly<Record<string, LayerFile>> = {},
): DependencyGraph<Package> {
  return dependencyGraph(packages, treeOf([files]))
}

/** For each package with requirements, what satisfies each: `stated → name, name`; `-` for nothing. */
export function resolutions(
  type: Package['type'],
  given: Readonly<Record<string, Given>>,
  files: Readonly<Record<string, LayerFile>> = {},
): Readonly<Record<string, readonly string[]>> {
  const packages = packagesOf(type, given)
  const graph = graphOf(packages, files)
  const entries = packages.map((found): [string, string[]] => [
    found.name,
    graph
      .requirementsOf(found)
      .map(({ stated, satisfiedBy }) => `${stated} → ${satisfiedBy.map(({ name }) => name).join(', ') || '-'}`),
  ])
  return Object.fromEntries(entries.filter(([, requirements]) => requirements.length > 0))
}
