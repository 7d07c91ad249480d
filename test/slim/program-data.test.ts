import { expect, test } from 'vitest'
import { program } from '../catalogers/elf/elf-tree.ts'
import { debianWith, type Files, fateOf, planFor } from './plan-of.ts'

/** A server with its settings, and a plugin of another package that a link chooses. */
const SERVER: Files = {
  '/usr/sbin/server': program([]),
  '/etc/server/server.conf': 'settings',
  '/etc/server/sites-available/default': 'a site',
  '/etc/server/sites-enabled/default': { symlink: '/etc/server/sites-available/default' },
  '/etc/server/plugins/echo.conf': { symlink: '/usr/share/server/plugins/echo.conf' },
  '/etc/server/asked.conf': 'what somebody was asked for',
  '/etc/shared.d/other': 'of nobody',
  '/usr/share/server/plugins/echo.conf': 'load echo.so',
  '/usr/lib/server/echo.so': program([]),
  '/usr/share/server/plugins/unused.conf': 'load unused.so',
}

const PACKAGES = [
  {
    type: 'deb',
    name: 'server',
    paths: [
      '/usr/sbin/server',
      '/etc/server',
      '/etc/server/server.conf',
      '/etc/server/sites-available',
      '/etc/server/sites-available/default',
      '/etc/server/sites-enabled',
      '/etc/server/plugins',
      '/etc/shared.d',
    ],
  },
  { type: 'deb', name: 'echo', paths: ['/usr/share/server/plugins/echo.conf', '/usr/lib/server/echo.so'] },
  { type: 'deb', name: 'unused', paths: ['/usr/share/server/plugins/unused.conf', '/etc/shared.d'] },
] as const

function fate(path: string): string | undefined {
  const image = debianWith(SERVER, { '/srv/index.html': 'page' }, { config: { cmd: ['/usr/sbin/server'] } })
  return fateOf(planFor({ ...image, packages: [...PACKAGES] }), path)
}

test('settings that installing made in a program’s own directories stay', () => {
  expect(fate('/etc/server/sites-enabled/default')).toBe('program-data')
  expect(fate('/etc/server/asked.conf')).toBe('program-data')
})

test('a plugin that a link among the settings chooses stays with its library', () => {
  expect(fate('/etc/server/plugins/echo.conf')).toBe('program-data')
  expect(fate('/usr/lib/server/echo.so')).toBe('program-data')
})

test('a plugin that nothing chooses goes, and so does what lies in a directory of several packages', () => {
  expect(fate('/usr/share/server/plugins/unused.conf')).toMatch(/^-/)
  expect(fate('/etc/shared.d/other')).toMatch(/^-/)
})
