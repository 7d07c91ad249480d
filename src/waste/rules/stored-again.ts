import type { TreeNode } from '../../rootfs/tree.ts'
import type { LayerAuthor } from '../layer-author.ts'
import type { Finding, WasteRule } from '../rule.ts'
import type { ShadowedEntry } from '../shadowed.ts'

/**
 * Files that a later layer stores again with the same content, because their owner, mode, times or attributes changed: layers
 * hold whole files. Usually a `chown` or `chmod` in a RUN of its own.
 */
export const storedAgain: WasteRule = {
  name: 'stored-again',
  title: 'same content, new metadata',
  claim: ({ shadow, bytes }) => (shadow !== null && hasSameContent(shadow) ? bytes : 0),
  advice(finding) {
    const { author } = finding
    const shadower = finding.shadower!
    const what = `${shadower.label} stores again, for ${changes(finding)}, what ${author.label} wrote`
    return `${what.charAt(0).toUpperCase()}${what.slice(1)}: ${remedy(finding, author, shadower)}.`
  },
}

function hasSameContent({ node, replacement }: ShadowedEntry): boolean {
  return replacement !== null && replacement.size === node.size && replacement.sha256 === node.sha256
}

/** In what the files differ from what they were, as advice says it. */
function changes(finding: Finding): string {
  const pairs = pairsOf(finding)
  const named = [pairs.some(hasNewOwner) && 'another owner', pairs.some(hasNewMode) && 'another mode'].filter(Boolean)
  return named.length > 0 ? named.join(' and ') : 'other times or attributes'
}

function remedy(finding: Finding, author: LayerAuthor, shadower: LayerAuthor): string {
  if (author.kind === 'copy') {
    const options = copyOptions(pairsOf(finding))
    if (options !== '') return `write \`COPY ${options}\` in layer ${author.index}`
  }
  if (author.kind === 'run' && shadower.kind === 'run') return `do it in the RUN of layer ${author.index}`
  return shadower.kind === 'run' ? 'change only those files that need it' : 'leave them out of what it brings'
}

/** What COPY takes so that the files come as they end (docs.docker.com/reference/dockerfile, "COPY --chown --chmod"). */
function copyOptions(pairs: readonly Pair[]): string {
  const owners = pairs.filter(hasNewOwner).map(([, { uid, gid }]) => `${uid}:${gid}`)
  const modes = pairs.filter(hasNewMode).map(([, { mode }]) => mode.toString(8).padStart(4, '0'))
  return [...option('--chown', new Set(owners)), ...option('--chmod', new Set(modes))].join(' ')
}

function hasNewOwner([before, after]: Pair): boolean {
  return before.uid !== after.uid || before.gid !== after.gid
}

function hasNewMode([before, after]: Pair): boolean {
  return before.mode !== after.mode
}

function option(flag: string, values: ReadonlySet<string>): string[] {
  return values.size === 0 ? [] : [`${flag}=${values.size === 1 ? [...values][0] : '…'}`]
}

/** A file as it was and as it became. */
type Pair = readonly [before: TreeNode, after: TreeNode]

function pairsOf({ files }: Finding): Pair[] {
  return files.map(({ shadow }) => [shadow!.node, shadow!.replacement!])
}
