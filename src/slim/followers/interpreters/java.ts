import type { Follower } from '../../follower.ts'

/** What compilers read: signatures of former versions, and the sources. */
const FOR_COMPILING = /^(?:ct\.sym|src\.zip|jrt-fs\.jar|libjvmti.*\.a)$/

/**
 * The JVM: `lib` and `conf` beside the directory of the program, with the links of `conf` and `lib/security` into /etc.
 *
 * Measured with `strace -f -e trace=file java -cp . Hello` (TLS, time zones, digests, host names) on Debian 12 (OpenJDK 17.0):
 * lib/jvm.cfg, libjli.so, server/libjvm.so and classes.jsa, modules, libjava.so, libjimage.so, libnet.so, libnio.so, tzdb.dat,
 * security/cacerts; conf/security/java.security and policy/unlimited; nothing of jmods, include, man, legal or lib/ct.sym.
 */
export const java: Follower = {
  name: 'java',
  of: 'runs',
  alsoOfGiven: true,

  *leads({ node }, image) {
    const home = node.name === 'java' && node.parent?.name === 'bin' ? node.parent.parent : null
    if (home === null || home === undefined || image.objectAt(node) === undefined) return
    const says = `is the Java runtime of ${node.path}`
    for (const part of ['lib', 'conf', 'release', 'jre']) {
      for (const child of partsOf(`${home.path}/${part}`))
        yield { path: child, kind: 'java', says, tree: true, part: true, runs: true }
    }

    function partsOf(path: string): string[] {
      const directory = image.tree.resolve(path)
      if (directory?.children == null) return directory === undefined ? [] : [path]
      return [...directory.children.values()].flatMap((each) => (FOR_COMPILING.test(each.name) ? [] : [each.path]))
    }
  },
}
