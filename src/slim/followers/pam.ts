import { parentOf } from '../../rootfs/path.ts'
import type { Follower } from '../follower.ts'

/** Linux-PAM opens modules by the names in its configuration: all of both (pam.conf(5), pam.d(5)). */
export const pam: Follower = {
  name: 'pam',
  of: 'runs',

  *leads({ node }, image) {
    if (!node.name.startsWith('libpam.so') || image.objectAt(node) === undefined) return
    const says = `${node.name} opens it`
    for (const path of ['/etc/pam.d', '/etc/security', `${parentOf(node.path)}/security`]) {
      yield { path, kind: 'pam', says, tree: true, part: true }
    }
    for (const path of [
      '/etc/pam.conf',
      '/etc/shadow',
      '/etc/gshadow',
      '/etc/login.defs',
      '/usr/sbin/unix_chkpwd',
      '/sbin/unix_chkpwd',
    ]) {
      yield { path, kind: 'pam', says }
    }
  },
}
