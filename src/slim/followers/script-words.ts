import { shellWords } from '../../catalogers/shell-words.ts'
import { joinPath, parentOf } from '../../rootfs/path.ts'
import type { TreeNode } from '../../rootfs/tree.ts'
import { isShellsOwn } from '../../why/shell-commands.ts'
import type { Follower } from '../follower.ts'
import type { Lead } from '../lead.ts'
import type { SlimImage } from '../slim-image.ts'

/** Programs and files that a shell script names: see `shellWords` for what counts as naming. */
export const scriptWords: Follower = {
  name: 'script-word',
  of: 'runs',

  *leads({ node }, image) {
    const fact = node.type === 'file' ? image.shellScripts.fact(node) : undefined
    if (fact !== undefined) yield* leadsOf(fact.words, node, 'script-word', image)
  },
}

/** What a text of shell commands names. */
export function wordLeads(text: string, script: TreeNode | null, kind: string, image: SlimImage): Iterable<Lead> {
  return leadsOf(shellWords(text), script, kind, image)
}

function* leadsOf(words: readonly string[], script: TreeNode | null, kind: string, image: SlimImage): Iterable<Lead> {
  const who = script === null ? 'the command' : script.path
  for (const word of words) {
    const says = `${who} names ${word}`
    for (const path of placesOf(word, script, image)) yield { path, kind, says, because: script, runs: true }
  }
}

function placesOf(word: string, script: TreeNode | null, image: SlimImage): string[] {
  if (word.startsWith('/')) return [word]
  const { workingDir } = image.config
  const directories = [workingDir || '/', ...(script === null ? [] : [parentOf(script.path)])]
  if (word.includes('/')) return directories.map((directory) => joinPath(directory, word))
  const program = isShellsOwn(word) ? undefined : image.programAt(word)
  return program === undefined ? [] : [program]
}
