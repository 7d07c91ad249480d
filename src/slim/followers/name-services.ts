import { NSSWITCH, nsswitchReader } from '../../catalogers/nsswitch.ts'
import { parentOf } from '../../rootfs/path.ts'
import type { Follower } from '../follower.ts'
import { isGlibc } from './glibc.ts'

/** The services that nsswitch.conf names, which glibc opens (`dlopen`) when it is asked for a user or a host. */
export const nameServices: Follower = {
  name: 'name-services',
  of: 'kept',

  *leads({ node }, image) {
    if (!isGlibc(node, image)) return
    const configuration = image.tree.resolve(NSSWITCH)
    const fact = configuration && image.inventory.factsOf(nsswitchReader).fact(configuration)
    for (const [database, services] of fact?.databases ?? []) {
      for (const service of services.filter((name) => /^\w+$/.test(name))) {
        const path = `${parentOf(node.path)}/libnss_${service}.so.2`
        yield { path, kind: 'name-services', says: `${NSSWITCH} asks ${service} for ${database}`, runs: true }
      }
    }
  },
}
