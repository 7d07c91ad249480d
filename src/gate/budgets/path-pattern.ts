import { messageOf } from '../../errors.ts'
import { pathMatcher } from '../../listing/glob.ts'
import type { SquashedTree, TreeNode } from '../../rootfs/tree.ts'
import type { Budget } from '../budget.ts'

/** What stands for itself in a glob. */
const PLAIN_PART = /^[^*?[\]{}\\]+$/
const SPECIAL_CHARACTERS = /[*?[\]{}\\]/g

/** Refuses a subject that is no glob. */
export const refusePath: NonNullable<Budget['refuse']> = ({ subject }) => {
  if (subject === null || subject.trim() === '') return 'an empty pattern means no path'
  try {
    pathMatcher([subject])
    return undefined
  } catch (error) {
    return messageOf(error).replace(/\.$/, '')
  }
}

/**
 * Every path of the final filesystem that a glob means (see `pathMatcher`), in the order of the tree. Where the glob leads through
 * symlinks, as `/bin/*` does on a merged /usr, it means what a container finds there.
 * @throws {UsageError} when the glob makes no sense
 */
export function pathsMatching(tree: SquashedTree<unknown>, pattern: string): TreeNode[] {
  const matches = pathMatcher([pattern, ...throughSymlinks(tree, pattern)])
  return Array.from(tree.nodes()).filter(({ path }) => matches(path))
}

/** The glob with the real path of the directories that it begins with; nothing where that is what it says. */
function throughSymlinks(tree: SquashedTree<unknown>, pattern: string): string[] {
  if (!pattern.startsWith('/')) return []
  const parts = pattern.split('/').slice(1)
  const special = parts.findIndex((part) => !PLAIN_PART.test(part))
  // the last part is the thing itself, which may be a symlink
  const end = special === -1 ? parts.length - 1 : special
  const directory = `/${parts.slice(0, end).join('/')}`
  const real = tree.resolve(directory)
  if (real === undefined || real.path === directory) return []
  const above = real.path === '/' ? '' : real.path.replace(SPECIAL_CHARACTERS, '\\$&')
  return [`${above}/${parts.slice(end).join('/')}`]
}
