import { type ChiselEntry, type ChiselManifest, readChiselManifest } from './chisel-manifest.ts'
import { incompleteWarning } from './cut-short.ts'
import {
  COPYRIGHT_LIMIT,
  type CopyrightLicenses,
  copyrightNode,
  isCopyright,
  parseCopyright,
} from './debian-copyright.ts'
import { installedSince } from './installed-since.ts'
import type { Package, PackageCataloger } from './package.ts'
import { purlOf } from './purl.ts'

/** Compressed; see `DECOMPRESSED_LIMIT` in chisel-manifest.ts. */
const MANIFEST_LIMIT = 16 * 2 ** 20

type ChiselFact = ChiselManifest | CopyrightLicenses

/**
 * Packages that chisel cut slices from. Where the manifest stands is up to the slice that asks for it
 * (`/var/lib/chisel/manifest.wall` in Canonical's releases), so its name decides.
 */
export const chiselCataloger: PackageCataloger<ChiselFact> = {
  name: 'chisel',
  version: 3,

  select({ path }) {
    if (path.endsWith('/manifest.wall')) return { limit: MANIFEST_LIMIT }
    return isCopyright(path) ? { limit: COPYRIGHT_LIMIT } : undefined
  },

  read({ path }, content) {
    return isCopyright(path) ? parseCopyright(content.text) : readChiselManifest(content.bytes)
  },

  conclude(tree, image) {
    const found = new Map<string, Package>()
    for (const { node, fact } of tree.facts()) {
      if (!('entries' in fact)) continue
      if (fact.incomplete) image.warn(incompleteWarning(node.path))
      const since = installedSince(
        tree
          .history(node.path)
          .map(({ layer, fact }) => ({ layer, keys: 'entries' in fact ? fact.entries.map(keyOf) : [] })),
      )
      for (const entry of fact.entries) {
        const key = keyOf(entry)
        if (found.has(key)) continue // several manifests of one run say the same
        const copyright = copyrightNode(tree, entry.name)
        const licenses = copyright === undefined ? undefined : tree.fact(copyright)
        found.set(key, {
          type: 'chisel',
          ...entry,
          source: null,
          ...(licenses !== undefined && 'licenses' in licenses ? licenses : { licenses: [] }),
          purl: purlOf({ type: 'chisel', ...entry, source: null }, image.os),
          database: node.path,
          layer: since.get(key) ?? node.layer,
          dependencies: [],
        })
      }
    }
    return [...found.values()]
  },
}

function keyOf({ name, version, architecture }: ChiselEntry): string {
  return `${name} ${version} ${architecture}`
}
