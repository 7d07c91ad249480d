import type { Follower } from '../../follower.ts'
import { wholePlaces } from './places.ts'

const PROGRAM = /^php(?:-cgi|-fpm|dbg)?\d*(?:\.\d+)?$|^libphp\d*(?:\.\d+)?\.so/

/**
 * PHP: its configuration, and the extensions that this names.
 *
 * Measured with `strace -f -e trace=file php -r 'echo 1;'` on Debian 12 (PHP 8.2): /etc/php/8.2/cli/php.ini, each file of its conf.d
 * (symlinks to /etc/php/8.2/mods-available), the extensions below /usr/lib/php/20220829; and /usr/share/zoneinfo whole, because Debian's PHP
 * has no time zones in itself. PHP of php.net and of its images keeps both below /usr/local, Alpine below /etc/phpNN and
 * /usr/lib/phpNN.
 */
export const php: Follower = {
  name: 'php',
  of: 'runs',
  alsoOfGiven: true,

  *leads({ node }, image) {
    if (!PROGRAM.test(node.name) || image.objectAt(node) === undefined) return
    const [version = ''] = /\d+(?:\.\d+)?$/.exec(node.name) ?? []
    const places = [
      '/etc/php',
      '/usr/lib/php',
      '/usr/share/php',
      '/usr/share/zoneinfo',
      '/usr/local/etc/php',
      '/usr/local/lib/php',
      ...(version === '' ? [] : [`/etc/php${version}`, `/usr/lib/php${version}`, `/usr/share/php${version}`]),
    ]
    yield* wholePlaces(places, { kind: 'php', says: `is read by ${node.name}` }, image)
  },
}
