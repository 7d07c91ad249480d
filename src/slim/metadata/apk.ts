import { APK_DATABASES, APK_WORLD } from '../../catalogers/package-records.ts'
import { encodeName } from '../../layer/tar/text.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { NewFile } from '../slim-plan.ts'
import { type MetadataInput, type MetadataRewriter, ordinaryFile, unchanged } from './metadata-change.ts'

/** The lines that belong to the file of an `R` or the directory of an `F` before them (wiki.alpinelinux.org/wiki/Apk_spec). */
const OF_FILE = /^[aZ]:/
const OF_DIRECTORY = /^M:/

/** apk's database keeps the packages that stay, and of each the files that do; the list of names that were asked for likewise. */
export const rewriteApk: MetadataRewriter = ({ plan, records, packages, installed, isDropped }) => {
  if (installed.length === 0) return unchanged([])
  const { tree } = plan.image
  const files = new Map<string, NewFile>()
  const kept: TreeNode[] = []
  const dropped: TreeNode[] = []
  for (const path of APK_DATABASES) {
    const node = tree.get(path)
    const text = node && records.fact(node)
    if (node === undefined || text === undefined) continue
    const names = new Set(packages.filter(({ database }) => database === path).map(({ name }) => name))
    if (names.size === 0) {
      dropped.push(node)
      continue
    }
    kept.push(node)
    const rewritten = databaseOf(text, names, isDropped)
    if (rewritten !== text) files.set(path, { ...ordinaryFile(encodeName(rewritten)), mode: node.mode })
  }
  const world = tree.get(APK_WORLD)
  if (world !== undefined && plan.decisions.get(world)?.keep) {
    const text = records.fact(world) ?? ''
    const stays = new Set(packages)
    const gone = new Set(installed.filter((found) => !stays.has(found)).map(({ name }) => name))
    const rewritten = worldOf(text, gone)
    if (rewritten !== text) files.set(APK_WORLD, { ...ordinaryFile(encodeName(rewritten)), mode: world.mode })
  }
  return { files, kept, dropped, packages, doubts: [] }
}

function databaseOf(text: string, names: ReadonlySet<string>, isDropped: MetadataInput['isDropped']): string {
  return text
    .split(/\n\n+/)
    .map((paragraph) => paragraph.replace(/\n+$/, ''))
    .filter((paragraph) => names.has(/^P:(.*)$/m.exec(paragraph)?.[1] ?? ''))
    .map((paragraph) => `${filesThatStay(paragraph.split('\n'), isDropped).join('\n')}\n\n`)
    .join('')
}

/** The lines of a package, without those of directories and files that have gone. */
function filesThatStay(lines: readonly string[], isDropped: MetadataInput['isDropped']): string[] {
  let directory = ''
  let hasDirectory = true
  let hasFile = true
  return lines.filter((line) => {
    if (line.startsWith('F:')) {
      directory = line === 'F:' ? '' : `/${line.slice(2)}`
      hasDirectory = directory === '' || !isDropped(directory)
      return hasDirectory
    }
    if (line.startsWith('R:')) {
      hasFile = !isDropped(`${directory}/${line.slice(2)}`)
      return hasFile
    }
    return OF_FILE.test(line) ? hasFile : OF_DIRECTORY.test(line) ? hasDirectory : true
  })
}

/** `name`, `name=1.2`, `name@tag`: apk would install again what is named here and gone. What packages provide is named, too. */
function worldOf(text: string, gone: ReadonlySet<string>): string {
  return text
    .split('\n')
    .filter((line) => !gone.has(/^[^<>=~@]*/.exec(line.trim())![0]))
    .join('\n')
}
