import { joinPath } from '../../rootfs/path.ts'
import type { Follower } from '../follower.ts'

/** Where a symlink leads, over every other symlink on the way. */
export const symlinks: Follower = {
  name: 'symlink',
  of: 'kept',

  *leads({ node, part, runs }) {
    if (node.type !== 'symlink') return
    const path = joinPath(node.parent?.path ?? '/', node.linkTarget!)
    yield { path, kind: 'symlink', says: `${node.path} leads there`, part, runs }
  },
}
