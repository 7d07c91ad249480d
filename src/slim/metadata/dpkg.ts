import {
  DPKG_DIRECTORY,
  DPKG_INFO_DIRECTORY,
  DPKG_STATUS,
  DPKG_STATUS_DIRECTORY,
} from '../../catalogers/package-records.ts'
import type { InstalledPackage } from '../../inventory/ownership.ts'
import { encodeName } from '../../layer/tar/text.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { NewFile } from '../slim-plan.ts'
import { fieldsOf, fieldText, paragraphsOf } from './control-text.ts'
import {
  type MetadataChange,
  type MetadataInput,
  type MetadataRewriter,
  ordinaryFile,
  unchanged,
} from './metadata-change.ts'

/** What Debian's packages may be called (Debian policy, 5.6.1), with the architecture of those that are there for several. */
const PACKAGE_NAME = /^[a-z0-9][a-z0-9+.-]*(?::[a-z0-9-]+)?$/i

/**
 * dpkg's database becomes the form that distroless images have, which scanners know: a control file a package in `status.d`, with
 * the MD5 sums of what is there. dpkg itself does not read that form; where nothing but policies takes away, or the user keeps the
 * database, it stays one.
 */
export const rewriteDpkg: MetadataRewriter = (input) => {
  const { plan, packages, installed } = input
  if (installed.length === 0) return unchanged([])
  const status = plan.image.tree.get(DPKG_STATUS)
  if (status === undefined) return withinStatusDirectory(input)
  const decision = plan.decisions.get(status)
  const isAskedFor = decision?.keep === true && decision.reason.kind === 'keep'
  const stays = isAskedFor || (plan.mode === 'policy' && decision?.keep === true)
  if (!stays) return asStatusDirectory(input)
  return packages.length === installed.length ? unchanged(packages) : withoutGone(input)
}

/** From a status file to a file a package. */
function asStatusDirectory({ plan, records, packages, isThere, isTaken }: MetadataInput): MetadataChange {
  const { tree } = plan.image
  const files = new Map<string, NewFile>()
  const stated = paragraphsByPackage(textAt(records, DPKG_STATUS))
  const written: InstalledPackage[] = []
  for (const found of packages) {
    const paragraph = stated.get(keyOf(found))
    if (paragraph === undefined) continue
    const name = freeName(found, files, isTaken)
    if (name === undefined) continue
    written.push(found)
    const control = fieldsOf(paragraph).filter((field) => !/^(?:status|conffiles|config-version):/i.test(field))
    files.set(`${DPKG_STATUS_DIRECTORY}/${name}`, ordinaryFile(encodeName(`${control.join('\n')}\n`)))
    const sums = [...sumLines(md5sumsOf(records, found)), ...conffileLines(paragraph)]
    files.set(`${DPKG_STATUS_DIRECTORY}/${name}.md5sums`, sumsFile(sums, isThere))
  }
  const directory = tree.get(DPKG_DIRECTORY)
  return { files, kept: [], dropped: [...(directory?.children?.values() ?? [])], packages: written, doubts: [] }
}

/** What has a file a package already. */
function withinStatusDirectory({
  plan,
  records,
  packages,
  installed,
  isThere,
  isTaken,
}: MetadataInput): MetadataChange {
  const { tree } = plan.image
  const stays = new Set(packages)
  const files = new Map<string, NewFile>()
  const kept: TreeNode[] = []
  const dropped: TreeNode[] = []
  for (const found of installed) {
    const nodes = [found.database, `${found.database}.md5sums`].flatMap((path) => tree.get(path) ?? [])
    if (!stays.has(found)) {
      dropped.push(...nodes)
      continue
    }
    const path = `${found.database}.md5sums`
    const lines = sumLines(textAt(records, path))
    if (isTaken(found.database)) {
      const name = freeName(found, files, isTaken)
      if (name === undefined) continue
      files.set(`${DPKG_STATUS_DIRECTORY}/${name}`, ordinaryFile(encodeName(textAt(records, found.database))))
      files.set(`${DPKG_STATUS_DIRECTORY}/${name}.md5sums`, sumsFile(lines, isThere))
      continue
    }
    kept.push(...nodes)
    if (lines.some((line) => !isThere(pathOfSum(line)))) files.set(path, sumsFile(lines, isThere))
  }
  return { files, kept, dropped, packages, doubts: [] }
}

/** A database of dpkg that stays one, without the packages that have gone. */
function withoutGone({ plan, records, packages, installed }: MetadataInput): MetadataChange {
  const { tree } = plan.image
  const stays = new Set(packages.map(keyOf))
  const gone = installed.filter((found) => !stays.has(keyOf(found)))
  const paragraphs = paragraphsOf(textAt(records, DPKG_STATUS)).filter((paragraph) => {
    const key = keyOfParagraph(paragraph)
    return !gone.some((found) => keyOf(found) === key)
  })
  const status = ordinaryFile(encodeName(paragraphs.map((paragraph) => `${paragraph}\n\n`).join('')))
  const goneNames = new Set(gone.flatMap(({ name, architecture }) => [name, `${name}:${architecture}`]))
  const information = [...(tree.get(DPKG_INFO_DIRECTORY)?.children?.values() ?? [])]
  const dropped = information.filter(({ name }) => goneNames.has(name.replace(/\.[a-z0-9]+$/, '')))
  return { files: new Map([[DPKG_STATUS, status]]), kept: [], dropped, packages, doubts: [] }
}

function textAt(records: MetadataInput['records'], path: string): string {
  const node = records.get(path)
  return (node && records.fact(node)) ?? ''
}

/** The name of a package's file: packages that are there for several architectures carry theirs from the second on. */
function freeName(
  { name, architecture }: InstalledPackage,
  files: ReadonlyMap<string, NewFile>,
  isTaken: (path: string) => boolean,
): string | undefined {
  const isFree = (candidate: string): boolean => {
    const path = `${DPKG_STATUS_DIRECTORY}/${candidate}`
    return PACKAGE_NAME.test(candidate) && !files.has(path) && !isTaken(path)
  }
  return [name, `${name}:${architecture}`].find(isFree)
}

function md5sumsOf(records: MetadataInput['records'], { name, architecture }: InstalledPackage): string {
  return (
    textAt(records, `${DPKG_INFO_DIRECTORY}/${name}:${architecture}.md5sums`) ||
    textAt(records, `${DPKG_INFO_DIRECTORY}/${name}.md5sums`)
  )
}

/** Lines as `md5sum` prints them. */
function sumLines(text: string): string[] {
  return text.split('\n').filter((line) => /^[0-9a-f]{32} [ *]./i.test(line))
}

/** The sums of a package's configuration files, which dpkg keeps in its status file: of what the package brought. */
function conffileLines(paragraph: string): string[] {
  return Array.from(
    fieldText(paragraph, 'conffiles').matchAll(/^\s*\/(.+) ([0-9a-f]{32})(?: obsolete)?$/gm),
    ([, path, sum]) => `${sum}  ${path}`,
  )
}

function pathOfSum(line: string): string {
  return `/${line.slice(34).replace(/^\.?\//, '')}`
}

function sumsFile(lines: readonly string[], isThere: (path: string) => boolean): NewFile {
  const left = lines.filter((line) => isThere(pathOfSum(line)))
  return ordinaryFile(encodeName(left.map((line) => `${line}\n`).join('')))
}

function paragraphsByPackage(status: string): ReadonlyMap<string, string> {
  return new Map(paragraphsOf(status).map((paragraph) => [keyOfParagraph(paragraph), paragraph]))
}

function keyOfParagraph(paragraph: string): string {
  return ['package', 'version', 'architecture'].map((field) => fieldText(paragraph, field)).join(' ')
}

function keyOf({ name, version, architecture }: InstalledPackage): string {
  return `${name} ${version} ${architecture ?? ''}`
}
