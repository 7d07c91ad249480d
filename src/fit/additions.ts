import type { Addition } from '../report/fit-document.ts'
import type { Added, Trial } from './trial.ts'

/** What was added to a base for an app, in the order of the paths. */
export function additionsOf({ added, app }: Trial): Addition[] {
  const counted = new Set<number>()
  return added
    .map((each): Addition => (each.kind === 'line' ? lineAddition(each) : nodeAddition(each)))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))

  function lineAddition({ check, need, path, text }: Extract<Added, { kind: 'line' }>): Addition {
    const bytes = Buffer.byteLength(text) + 1
    return { path, kind: 'line', from: null, linkTarget: null, text, bytes, package: null, need, check }
  }

  function nodeAddition({ check, need, node }: Extract<Added, { kind: 'node' }>): Addition {
    const { original, path, linkTarget } = node
    const isCounted = counted.has(node.inode)
    counted.add(node.inode)
    return {
      path,
      kind: node.type === 'directory' ? 'directory' : node.type === 'symlink' ? 'symlink' : 'file',
      from: original!.path,
      linkTarget,
      text: null,
      bytes: isCounted ? 0 : node.size,
      package: app.donor.addedPackageOf(original!),
      need,
      check,
    }
  }
}
