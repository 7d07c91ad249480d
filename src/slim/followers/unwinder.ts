import { parentOf } from '../../rootfs/path.ts'
import type { Follower } from '../follower.ts'
import { isGlibc } from './glibc.ts'

/** GCC's runtime, which glibc opens when a thread is cancelled or a backtrace taken (`libgcc_s_init` in its misc/unwind-link.c). */
export const unwinder: Follower = {
  name: 'unwinder',
  of: 'kept',

  *leads({ node }, image) {
    if (!isGlibc(node, image)) return
    const says = `${node.name} opens it when a thread ends`
    yield { path: `${parentOf(node.path)}/libgcc_s.so.1`, kind: 'opened-library', says, runs: true }
  },
}
