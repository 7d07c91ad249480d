import type { Follower } from '../../follower.ts'
import { wholePlaces } from './places.ts'

const PROGRAM = /^ruby(?:\d+(?:\.\d+)*)?$|^libruby(?:-\d\.\d+)?\.so/

/**
 * Ruby (CRuby): the library of its version, the one of the machine, and RubyGems with the specifications of all gems.
 *
 * Measured with `strace -f -e trace=file ruby -e 'require "json"; require "socket"; require "openssl"'` on Debian 12 (Ruby 3.1.2):
 * /usr/lib/ruby/3.1.0, vendor_ruby (RubyGems), gems/3.1.0/specifications; /usr/lib/x86_64-linux-gnu/ruby/3.1.0 (enc, rbconfig.rb);
 * the specifications below /var/lib/gems, /usr/share/rubygems-integration and /usr/lib/x86_64-linux-gnu/rubygems-integration.
 * Ruby installed elsewhere has the same below its own prefix, at lib/ruby.
 */
export const ruby: Follower = {
  name: 'ruby',
  of: 'runs',
  alsoOfGiven: true,

  *leads({ node }, image) {
    if (!PROGRAM.test(node.name) || image.objectAt(node) === undefined) return
    const prefix = node.parent?.parent?.path ?? ''
    const places = [
      `${prefix}/lib/ruby`,
      '/usr/lib/ruby',
      '/usr/lib/*/ruby',
      '/usr/lib/*/rubygems-integration',
      '/usr/share/rubygems-integration',
      '/usr/share/ruby',
      '/usr/share/gems',
      '/usr/lib64/ruby',
      '/usr/lib64/gems',
      '/var/lib/gems',
      '/usr/local/lib/site_ruby',
    ]
    yield* wholePlaces(places, { kind: 'ruby', says: `is the library of ${node.name}` }, image)
  },
}
