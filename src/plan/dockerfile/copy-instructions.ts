import { commandLine } from '../../report/shell-words.ts'
import { nameOf, parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import type { Copies } from './landed.ts'
import { inWholeDirectories } from './whole-directories.ts'
import { sourcesAndTarget } from './words.ts'

/** Where a stage makes what COPY alone cannot: a place that no image has. */
const WORKSHOP = '/imgpeek-made'

/** Instructions, by the stage that they stand in. */
interface CopyInstructions {
  /** Of the stage `made`; empty where none is needed. */
  readonly making: readonly string[]
  readonly copying: readonly string[]
  readonly notes: readonly string[]
}

/** The programs of the app's image that the stage `made` starts. */
export const MAKERS = ['sh', 'mkdir', 'ln'] as const

/**
 * The instructions that copy all this. `from` is the stage that has the app; null where the build's context has it, whose paths
 * are relative.
 *
 * COPY (docs.docker.com/reference/dockerfile): a source that is a directory stands for what is in it, and the target directory
 * is made with mode 0755; a symlink that is a source is followed, one inside of a directory stays; owners come along from
 * stages but not in all builders, and `--chown` applies to the directories that are made on the way, too.
 */
export function copyInstructions(copies: Copies, from: string | null): CopyInstructions {
  const whole = inWholeDirectories(copies)
  const trees = [...whole.trees].sort(byTarget)
  const notes = trees.flatMap(([target, node]) => metadataNote(target, node, copies) ?? [])
  const workshops = Map.groupBy(
    [...whole.made].sort(byTarget),
    ([target, node]) => `${owner(node)} ${parentOf(target)}`,
  )
  const places = [...workshops.values()].map((entries, index) => ({ entries, directory: `${WORKSHOP}/${index}` }))
  const groups = Map.groupBy(
    [...whole.files].sort(byTarget),
    ([target, { content }]) => `${owner(content)} ${parentOf(target)}`,
  )
  return {
    making: makeInstructions(places),
    copying: [
      ...places.map(({ entries, directory }) => {
        const [target, node] = entries[0]!
        return copy('made', owner(node), [`${directory}/`], asDirectory(parentOf(target)))
      }),
      ...trees.map(([target, node]) => copy(from, ownerOfAll(node), [asDirectory(node.path)], asDirectory(target))),
      ...[...groups.values()].map((entries) => {
        const [target, { content }] = entries[0]!
        const sources = entries.map(([, { source }]) => source.path)
        return copy(from, owner(content), sources, asDirectory(parentOf(target)))
      }),
    ],
    notes,
  }
}

/** What is made to be copied to one directory, for one owner. */
interface Workshop {
  readonly entries: readonly (readonly [target: string, node: TreeNode])[]
  readonly directory: string
}

/** One instruction for all. A shell reads it, and no builder expands what is in it. */
function makeInstructions(workshops: readonly Workshop[]): string[] {
  const commands = workshops.flatMap(({ entries, directory }) => [
    ['mkdir', '-p', directory],
    ...entries.map(([target, node]) => {
      const path = `${directory}/${nameOf(target)}`
      return node.type === 'symlink' ? ['ln', '-s', '--', node.linkTarget!, path] : ['mkdir', '-m', octal(node), path]
    }),
  ])
  return commands.length === 0 ? [] : [`RUN ${commands.map(commandLine).join(' && \\\n    ')}`]
}

function copy(from: string | null, chown: string | null, sources: readonly string[], target: string): string {
  const flags = [from === null ? [] : [`--from=${from}`], chown === null ? [] : [`--chown=${chown}`]].flat()
  const named = from === null ? sources.map((source) => source.slice(1) || '.') : sources
  return ['COPY', ...flags, sourcesAndTarget(named, target)].join(' ')
}

/** For `--chown`: null where it is root's, as whatever is copied is without it. */
function owner({ uid, gid }: TreeNode): string | null {
  return uid === 0 && gid === 0 ? null : `${uid}:${gid}`
}

/** The owner of everything in a directory, itself included; null where that is root, or there are several. */
function ownerOfAll(directory: TreeNode): string | null {
  return hasOneOwner(directory, directory) ? owner(directory) : null
}

function hasOneOwner(node: TreeNode, whose: TreeNode): boolean {
  if (node.uid !== whose.uid || node.gid !== whose.gid) return false
  return node.children === null || [...node.children.values()].every((child) => hasOneOwner(child, whose))
}

/** What is lost of the directory itself. */
function metadataNote(target: string, node: TreeNode, { made, ground }: Copies): string | null {
  const lost: string[] = []
  if (owner(node) !== null && !hasOneOwner(node, node)) lost.push(`owner ${owner(node)}`)
  if ((node.mode & 0o7777) !== 0o755 && !made.has(target) && ground.at(target) === node)
    lost.push(`mode ${octal(node)}`)
  if (lost.length === 0) return null
  return `${target} itself loses its ${lost.join(' and ')}: COPY makes directories with mode 0755 for root.`
}

function octal({ mode }: TreeNode): string {
  return (mode & 0o7777).toString(8).padStart(4, '0')
}

function asDirectory(path: string): string {
  return path === '/' ? path : `${path}/`
}

function byTarget([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
