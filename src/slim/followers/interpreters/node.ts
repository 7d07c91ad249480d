import type { Follower } from '../../follower.ts'

/**
 * Node.js: one program or library (`libnode.so`) with its modules inside. Debian takes some of those out of it.
 *
 * Measured with `strace -f -e trace=file node server.js --check` on Debian 12 (Node.js 18.20): the libraries, openssl.cnf, the CA bundle (that
 * is Debian's own default), the app's node_modules and, at the start already, acorn, acorn-walk, cjs-module-lexer and undici below
 * /usr/share/nodejs, which is also where `require` looks for modules of Debian packages. Node.js 20 of nodejs.org opens no file of its
 * own but the program.
 */
export const node: Follower = {
  name: 'node',
  of: 'runs',
  alsoOfGiven: true,

  *leads({ node: { name, type } }) {
    if (type !== 'file' || !/^(?:node|nodejs|libnode\.so.*)$/.test(name)) return
    for (const path of ['/usr/share/nodejs', '/usr/lib/nodejs', '/usr/share/node_modules']) {
      yield { path, kind: 'node', says: `has modules of ${name}`, tree: true, part: true, runs: true }
    }
  },
}
