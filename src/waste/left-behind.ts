import type { TreeNode } from '../rootfs/tree.ts'
import type { Finding, WasteRule } from './rule.ts'
import type { StoredFile } from './stored-file.ts'

/** A cause that is told by paths: files that need not be there at all. Tests take time in proportion to what they test. */
interface LeftBehind {
  readonly name: string
  readonly title: string
  /** What their directories match, with a slash at the end; all directories unless set. */
  readonly directories?: Pick<RegExp, 'test'>
  /** What their names match; all names unless set. */
  readonly names?: RegExp
  /** Names to leave. */
  readonly except?: RegExp
  /** What to do in the RUN that wrote them: an imperative without a full stop. */
  readonly run: string
  /** The same for the COPY or ADD that brought them. */
  readonly copy?: string
}

/** A rule for files that the instruction which wrote them should not have left. */
export function leftBehind(cause: LeftBehind): WasteRule {
  const { name, title, directories, names, except } = cause
  return {
    name,
    title,
    mayBeIn: directories && ((directory) => directories.test(directory)),
    claim: (file) =>
      (names === undefined || everyNode(file, (node) => names.test(node.name))) &&
      (except === undefined || everyNode(file, (node) => !except.test(node.name))) &&
      (directories === undefined || file.otherNodes.every((node) => directories.test(directoryOf(node))))
        ? file.bytes
        : 0,
    advice: (finding) => adviceOf(finding, cause),
  }
}

/** Whether all names of a file are meant: while one is left, removing the others saves nothing. */
export function everyNode(file: StoredFile, isMeant: (node: TreeNode) => boolean): boolean {
  return isMeant(file.node) && file.otherNodes.every(isMeant)
}

/** The directory of a file, as rules see it. */
export function directoryOf({ path, name }: TreeNode): string {
  return path.slice(0, path.length - name.length)
}

function adviceOf(finding: Finding, { run, copy }: LeftBehind): string {
  const { author } = finding
  if (author.kind === 'base') return `They come with ${author.label}, the base image. ${baseRemedy(finding)}`
  const remedies = {
    run,
    copy: copy ?? 'leave them out (.dockerignore, or a narrower source)',
    other: 'leave them out',
  }
  return `In ${author.label}: ${remedies[author.kind]}.${afterwards(finding)}`
}

/** What became of files that are not seen any more. */
function afterwards({ shadower, files }: Finding): string {
  if (shadower === null) return ''
  return files.some(({ shadow }) => shadow?.replacement === null)
    ? ` What ${shadower.label} removes is still stored.`
    : ` What ${shadower.label} writes again is stored twice.`
}

function baseRemedy({ shadower }: Finding): string {
  return shadower === null
    ? 'A later layer can only hide them: choose a slimmer base image, or copy what you need from it into another.'
    : `That ${shadower.label} hides them frees nothing: choose a base image without them.`
}
