import { displayPath } from '../../../rootfs/path.ts'
import { factsByFile } from '../facts-by-file.ts'
import type { Package, PackageCataloger } from '../package.ts'
import { purlOf } from '../purl.ts'
import { type ArchiveFact, ArchiveStream, isArchivePath } from './archive.ts'

/** Artifacts in Java archives, as Maven coordinates (`group:artifact`), also of archives in archives. */
export const mavenCataloger: PackageCataloger<ArchiveFact> = {
  name: 'maven',
  version: 1,

  select({ path, size }, head) {
    return startsLikeArchive(head) && isArchivePath(path) ? { stream: new ArchiveStream(path, size) } : undefined
  },

  read: () => undefined, // everything is streamed

  conclude(tree, image) {
    const packages: Package[] = []
    for (const { node, paths, fact } of factsByFile(tree)) {
      for (const { group, name: artifact, version, licenses = [], within, whole } of fact.artifacts) {
        const name = group === null ? artifact : `${group}:${artifact}`
        packages.push({
          type: 'maven',
          name,
          version,
          architecture: null,
          source: null,
          licenses,
          purl: purlOf({ type: 'maven', name, version, architecture: null, source: null }, null),
          paths: whole && within === undefined ? paths : [],
          database: node.path,
          layer: node.layer,
          dependencies: [],
          ...(within !== undefined && { within }),
        })
      }
      for (const problem of fact.problems ?? []) {
        image.warn(`${displayPath(`${node.path}!/${problem}`)}, so that it was not read.`)
      }
    }
    return packages
  },
}

/** A zip archive, or a script, which makes it executable, before one. Empty files and others of these names are passed over. */
function startsLikeArchive(head: Uint8Array): boolean {
  const [first, second, third, fourth] = head
  return (first === 0x50 && second === 0x4b && third === 3 && fourth === 4) || (first === 0x23 && second === 0x21)
}
