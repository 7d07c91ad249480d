import { wholeLines } from './cut-short.ts'
import { type Deb822Paragraph, parseDeb822 } from './deb822.ts'

/** One package of a dpkg database. A type, not an interface, so that it counts as JSON. */
export type DpkgEntry = {
  readonly name: string
  readonly version: string
  readonly architecture: string | null
  readonly source: { readonly name: string; readonly version: string } | null
  readonly dependencies: readonly string[]
  /** Virtual packages that it stands for, some with a version: `libgcc1 (= 1:12.2.0-14)`. */
  readonly provides: readonly string[]
}

/** What a dpkg database says; `incomplete` when it was cut short or a package in it lacks its version. */
export type DpkgEntries = { readonly entries: readonly DpkgEntry[]; readonly incomplete: boolean }

/** Reads `/var/lib/dpkg/status`: the packages whose status says that they are installed (deb-control(5), dpkg(1)). */
export function parseDpkgStatus(given: string): DpkgEntries {
  const { text, cut } = wholeLines(given)
  return entriesOf(text, cut, (paragraph) => /(?:^|\s)installed$/.test(paragraph.get('status') ?? ''))
}

/**
 * Reads a file of `/var/lib/dpkg/status.d`: a package's control file, which has no status because it is there
 * (distroless, rules_distroless).
 */
export function parseDpkgControl(text: string): DpkgEntries {
  const { entries, incomplete } = entriesOf(text, false, () => true)
  return { entries, incomplete: incomplete || entries.length === 0 }
}

/** The paths of a `.list` file: all that the package owns, one a line, absolute; its first line stands for the root. */
export function parseDpkgList(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('/') && line !== '/.')
}

/** The paths of an `.md5sums` file: regular files only, as `md5sum` prints them. */
export function parseMd5sums(text: string): string[] {
  return Array.from(text.matchAll(/^[0-9a-fA-F]{32} [ *](?:\.?\/)?(.+)$/gm), ([, path]) => `/${path}`)
}

function entriesOf(text: string, cut: boolean, isInstalled: (paragraph: Deb822Paragraph) => boolean): DpkgEntries {
  const entries: DpkgEntry[] = []
  let incomplete = cut
  for (const paragraph of parseDeb822(text)) {
    if (!isInstalled(paragraph)) continue
    const name = paragraph.get('package')
    const version = paragraph.get('version')
    if (!name || !version) {
      incomplete = true
      continue
    }
    entries.push({
      name,
      version,
      architecture: paragraph.get('architecture') || null,
      source: sourceOf(paragraph.get('source'), version),
      dependencies: [paragraph.get('pre-depends'), paragraph.get('depends')].flatMap(relationsOf),
      provides: relationsOf(paragraph.get('provides')),
    })
  }
  return { entries, incomplete }
}

/** `Source: gcc-12 (12.2.0-14)`; without a version the source package has the binary package's. */
function sourceOf(field: string | undefined, version: string): DpkgEntry['source'] {
  const [, name, stated] = /^(\S+)(?:\s+\(([^)]*)\))?/.exec(field ?? '') ?? []
  return name === undefined ? null : { name, version: stated || version }
}

function relationsOf(field: string | undefined): string[] {
  return (field ?? '')
    .split(',')
    .map((relation) => relation.trim().replace(/\s+/g, ' '))
    .filter((relation) => relation !== '')
}
