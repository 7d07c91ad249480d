import type { Follower } from '../follower.ts'

/** The copyright file of a Debian package, without which nothing of it may be passed on (Debian Policy 12.5). */
export const copyright: Follower = {
  name: 'copyright',
  of: 'kept',

  *leads({ node }, image) {
    const owner = node.type === 'file' ? image.systemOwner(node) : undefined
    if (owner?.type !== 'deb') return
    const path = `/usr/share/doc/${owner.name}/copyright`
    if (node.path !== path) yield { path, kind: 'copyright', says: `has the license of ${owner.name}` }
  },
}
