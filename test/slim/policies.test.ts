import { expect, it } from 'vitest'
import { program } from '../catalogers/elf/elf-tree.ts'
import type { LayerFile } from '../support/tree-of.ts'
import { debianWith, fateOf, planFor } from './plan-of.ts'

/** What becomes of a file of the app, which is kept as a part unless a policy drops it. */
function ownFate(
  path: string,
  files: Readonly<Record<string, LayerFile>> = {},
  locales: readonly string[] = [],
): string | undefined {
  const own = { '/app': program([]), [path]: 'content', ...files }
  return fateOf(planFor(debianWith({}, own, { config: { cmd: ['/app'] } }), { locales }), path)
}

it.each([
  ['/usr/share/man/man1/app.1.gz', '-man-pages'],
  ['/usr/share/info/app.info.gz', '-documentation'],
  ['/usr/share/doc/app/README', '-documentation'],
  ['/usr/share/doc/app/copyright', 'own-layer'],
  ['/usr/include/app.h', '-headers'],
  ['/usr/lib/libapp.a', '-static-libraries'],
  ['/usr/share/locale/de/LC_MESSAGES/app.mo', '-locales'],
  ['/usr/lib/locale/C.utf8/LC_CTYPE', 'own-layer'],
  ['/var/lib/apt/extended_states', undefined],
  ['/srv/node_modules/x/test/index.js', '-dependency-tests'],
  ['/srv/node_modules/x/index.d.ts', '-development-files'],
  ['/srv/node_modules/x/index.js.map', '-development-files'],
  ['/srv/node_modules/x/index.js', 'own-layer'],
  ['/srv/index.d.ts', 'own-layer'],
  ['/usr/share/bash-completion/completions/app', '-shell-integration'],
  ['/srv/lib/python3.11/site-packages/pip/__init__.py', '-installers'],
  ['/srv/lib/python3.11/site-packages/setuptools/__init__.py', '-installers'],
  ['/srv/.git/config', '-version-control'],
])('%s: %s', (path, fate) => {
  const found = ownFate(path)
  expect(found === '-unneeded' ? undefined : found).toBe(fate)
})

it('compiled Python goes where its source is', () => {
  const compiled = '/srv/__pycache__/a.cpython-311.pyc'
  expect(ownFate(compiled, { '/srv/a.py': 'x' })).toBe('-python-bytecode')
  expect(ownFate(compiled)).toBe('own-layer')
  expect(ownFate('/srv/__pycache__/a.cpython-311.opt-1.pyc', { '/srv/a.py': 'x' })).toBe('-python-bytecode')
})

it('setuptools stays where the app imports what it has', () => {
  const path = '/srv/lib/python3.11/site-packages/setuptools/__init__.py'
  expect(ownFate(path, { '/srv/app.py': 'import pkg_resources\n' })).toBe('own-layer')
})

it('locales stay that are asked for, by any way to write them', () => {
  const path = '/usr/lib/locale/de_DE.utf8/LC_CTYPE'
  expect(ownFate(path)).toBe('-locales')
  expect(ownFate(path, {}, ['de_DE.UTF-8'])).toBe('own-layer')
  expect(ownFate('/usr/share/locale/de/LC_MESSAGES/app.mo', {}, ['de_DE.UTF-8'])).toBe('own-layer')
  expect(ownFate('/usr/share/locale/fr/LC_MESSAGES/app.mo', {}, ['de_DE.UTF-8'])).toBe('-locales')
})

it('what is named by itself stays whatever policies say', () => {
  const plan = planFor(
    debianWith({}, { '/app': program([]), '/usr/share/man/man1/app.1': 'x' }, { config: { cmd: ['/app'] } }),
    {
      keep: ['/usr/share/man/man1/app.1'],
    },
  )
  expect(fateOf(plan, '/usr/share/man/man1/app.1')).toBe('keep')
})

it('a link goes with what it leads to', () => {
  const links = {
    '/usr/share/man/man1/b.1': { symlink: 'app.1' },
    '/usr/share/man/man1/app.1': 'x',
    '/log': { symlink: '/dev/stdout' },
  }
  const plan = planFor(debianWith({}, { '/app': program([]), ...links }, { config: { cmd: ['/app'] } }))
  expect(fateOf(plan, '/usr/share/man/man1/b.1')).toBe('-dangling')
  expect(fateOf(plan, '/log')).toBe('own-layer')
})
