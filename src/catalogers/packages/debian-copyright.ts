import type { TreeNode } from '../../rootfs/tree.ts'
import { parseDeb822 } from './deb822.ts'

/** Most have some 10 KB; those of browsers, which quote all that they bundle, megabytes. */
export const COPYRIGHT_LIMIT = 4 * 2 ** 20

const PATH = /^\/usr\/share\/doc\/[^/]+\/copyright$/

/** Whether a path is a Debian package's copyright file (Debian policy 12.5). */
export function isCopyright(path: string): boolean {
  return path.endsWith('/copyright') && PATH.test(path)
}

/** The licenses that a copyright file names. A type, not an interface, so that it counts as JSON. */
export type CopyrightLicenses = {
  /** Sorted; empty where it names none. */
  readonly licenses: readonly string[]
  /** True for names of texts that it refers to; see `Package.licensesReferred`. */
  readonly licensesReferred?: true
}

/**
 * The licenses that a copyright file names: the short names of its `License` fields where it is in the machine-readable
 * format 1.0 (DEP 5), otherwise the texts in /usr/share/common-licenses that it refers to.
 */
export function parseCopyright(text: string): CopyrightLicenses {
  const names = new Set<string>()
  if (/^format(?:-specification)?:/im.test(text.slice(0, 4096))) {
    for (const paragraph of parseDeb822(text)) {
      // Paragraphs that only define a license's text are named again by the files that are under it.
      if (!paragraph.has('files') && !paragraph.has('format')) continue
      const name = paragraph.get('license')?.split('\n', 1)[0]?.trim()
      if (name) names.add(name)
    }
  }
  const licensesReferred = names.size === 0
  if (licensesReferred) {
    for (const [, name] of text.matchAll(/\/usr\/share\/common-licenses\/([A-Za-z0-9][A-Za-z0-9.+-]*)/g)) {
      names.add((name ?? '').replace(/\.+$/, ''))
    }
  }
  return { licenses: [...names].sort(), ...(licensesReferred && names.size > 0 && { licensesReferred }) }
}

/** A package's copyright file, through the symlinked documentation directories of packages of one source. */
export function copyrightNode(
  tree: { resolve(path: string): TreeNode | undefined },
  packageName: string,
): TreeNode | undefined {
  return tree.resolve(`/usr/share/doc/${packageName}/copyright`)
}
