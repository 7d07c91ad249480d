import type { Follower } from '../../follower.ts'
import { wholePlaces } from './places.ts'

const PROGRAM = /^perl(?:5(?:\.\d+)*)?$|^libperl\.so/

/**
 * Perl opens nothing at its start, and then what scripts `use`, from the directories of `@INC`.
 *
 * Measured with `strace -f -e trace=file perl -MJSON::PP -MEncode -MTime::Local -e 1` on Debian 12 (Perl 5.36.0), and `perl -e 'print
 * "@INC"'` there: /usr/lib/x86_64-linux-gnu/perl-base and perl/5.36, /usr/share/perl/5.36; the other
 * directories were looked for.
 */
export const perl: Follower = {
  name: 'perl',
  of: 'runs',
  alsoOfGiven: true,

  *leads({ node }, image) {
    if (!PROGRAM.test(node.name) || image.objectAt(node) === undefined) return
    const prefix = node.parent?.parent?.path ?? ''
    const places = [
      '/etc/perl',
      '/usr/lib/*/perl-base',
      '/usr/lib/*/perl',
      '/usr/lib/*/perl5',
      '/usr/share/perl',
      '/usr/share/perl5',
      '/usr/lib/perl5',
      '/usr/lib64/perl5',
      '/usr/local/lib/*/perl',
      '/usr/local/share/perl',
      '/usr/local/share/perl5',
      '/usr/local/lib/site_perl',
      `${prefix}/lib/perl5`,
    ]
    yield* wholePlaces(places, { kind: 'perl', says: `is the library of ${node.name}` }, image)
  },
}
