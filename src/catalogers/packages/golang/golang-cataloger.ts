import type { FileContent } from '../../../layer/file-content.ts'
import { unlessMalformed } from '../../elf/elf-reader.ts'
import { factsByFile } from '../facts-by-file.ts'
import type { Package, PackageCataloger } from '../package.ts'
import { purlOf } from '../purl.ts'
import { type BuildInfo, parseBuildInfo } from './build-info.ts'
import { selectGoBinary } from './data-ranges.ts'
import { findBuildInfo } from './find-build-info.ts'

/** Modules that Go binaries were built from, and the standard library, which vulnerability databases name `stdlib`. */
export const golangCataloger: PackageCataloger<BuildInfo> = {
  name: 'golang',
  version: 1,

  select: ({ size }, head) => unlessMalformed(() => selectGoBinary(size, head)),

  read: (_entry, content) => unlessMalformed(() => readBuildInfo(content)),

  conclude(tree) {
    const packages: Package[] = []
    for (const { node, paths, fact } of factsByFile(tree)) {
      const binary = { database: node.path, layer: node.layer }
      const origin: Package['build'] = { package: fact.path ?? null, toolchain: fact.goVersion, vcs: fact.vcs ?? null }
      const { main } = fact
      if (main !== undefined) {
        const needs = fact.dependencies.map(({ path }) => path)
        packages.push({
          ...modulePackage(main.path, main.version),
          ...binary,
          paths,
          dependencies: needs,
          build: origin,
        })
      }
      for (const { path, version } of fact.dependencies) packages.push({ ...modulePackage(path, version), ...binary })
      const stdlib = { ...modulePackage('stdlib', releaseOf(fact.goVersion)), ...binary }
      packages.push(main === undefined ? { ...stdlib, build: origin } : stdlib)
    }
    return packages
  },
}

function readBuildInfo(content: FileContent): BuildInfo | undefined {
  const raw = findBuildInfo(content)
  return raw === undefined ? undefined : parseBuildInfo(raw.goVersion, raw.text)
}

function modulePackage(name: string, version: string): Omit<Package, 'database' | 'layer'> {
  // What was built from a directory has no version that anyone could look up.
  const published = version === '(devel)' ? '' : version
  return {
    type: 'golang',
    name,
    version,
    architecture: null,
    source: null,
    licenses: [],
    purl: purlOf({ type: 'golang', name, version: published, architecture: null, source: null }, null),
    paths: [],
    dependencies: [],
  }
}

/** `go1.20.5 (Red Hat 1.20.5-1.el9)` is release 1.20.5. */
function releaseOf(goVersion: string): string {
  return /^go(\d\S*)/.exec(goVersion)?.[1] ?? goVersion
}
