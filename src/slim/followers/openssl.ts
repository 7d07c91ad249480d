import { parentOf } from '../../rootfs/path.ts'
import type { Follower } from '../follower.ts'

/** OPENSSLDIR of distributions: Debian's, Alpine's and SUSE's, Red Hat's, and that of OpenSSL itself. */
const DIRECTORIES = ['/usr/lib/ssl', '/etc/ssl', '/etc/pki/tls', '/etc/ssl1.1', '/usr/local/ssl']

/**
 * What OpenSSL opens when it runs: its configuration at the first use (strace of `openssl version` on Debian:
 * /usr/lib/ssl/openssl.cnf), the certificates of its default places when a peer is verified, a provider (`openssl dgst -provider
 * legacy`: ossl-modules/legacy.so) or engine when the configuration or the program names one.
 */
export const openssl: Follower = {
  name: 'openssl',
  of: 'runs',

  *leads({ node }, image) {
    if (!node.name.startsWith('libcrypto.so') || image.objectAt(node) === undefined) return
    const says = `${node.name} opens it`
    for (const directory of DIRECTORIES) {
      yield { path: `${directory}/openssl.cnf`, kind: 'openssl', says }
      yield { path: `${directory}/cert.pem`, kind: 'openssl', says }
      yield {
        path: `${directory}/certs`,
        kind: 'openssl',
        says: `${node.name} looks for certificates there`,
        tree: true,
        part: true,
      }
    }
    for (const name of ['ossl-modules', 'engines-3', 'engines-1.1']) {
      yield { path: `${parentOf(node.path)}/${name}`, kind: 'openssl', says, tree: true, part: true }
    }
  },
}
