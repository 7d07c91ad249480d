import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { WASTE_RULES } from '../../src/waste/rules.ts'
import { wasteOf } from '../support/waste-of.ts'

/** Paths that rules claim where they can be seen. */
const CLAIMED: Readonly<Record<string, readonly string[]>> = {
  'apt-lists': ['/var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease', '/var/lib/apt/lists/partial/x'],
  'apt-archives': ['/var/cache/apt/archives/curl.deb', '/var/cache/apt/pkgcache.bin'],
  'apk-cache': ['/var/cache/apk/APKINDEX.66df28ed.tar.gz', '/etc/apk/cache/APKINDEX.tar.gz'],
  'dnf-cache': ['/var/cache/dnf/x/primary.xml.gz', '/var/cache/yum/x.sqlite', '/var/cache/libdnf5/x/solv'],
  'zypper-cache': ['/var/cache/zypp/raw/x'],
  'pacman-cache': ['/var/cache/pacman/pkg/x.pkg.tar.zst', '/var/lib/pacman/sync/core.db'],
  'pip-cache': ['/root/.cache/pip/http/a', '/home/app/.cache/pip/wheels/b'],
  'npm-cache': ['/root/.npm/_cacache/content-v2/x', '/root/.npm/_logs/debug.log'],
  'yarn-cache': ['/usr/local/share/.cache/yarn/v6/x', '/root/.yarn/berry/cache/x.zip'],
  'pnpm-store': ['/root/.local/share/pnpm/store/v3/files/00/x', '/app/.pnpm-store/v3/x'],
  'go-cache': ['/root/.cache/go-build/00/x-d', '/go/pkg/mod/example.com/x@v1.0.0/x.go'],
  'cargo-cache': ['/usr/local/cargo/registry/src/x/lib.rs', '/root/.cargo/git/db/x'],
  'composer-cache': ['/root/.composer/cache/files/x.zip', '/root/.cache/composer/x'],
  'gem-cache': ['/usr/local/bundle/cache/rake-13.0.gem', '/var/lib/gems/3.1.0/cache/rake-13.0.gem'],
  'maven-repository': ['/root/.m2/repository/org/x/1.0/x.jar'],
  'gradle-cache': ['/home/gradle/.gradle/caches/modules-2/x.jar', '/root/.gradle/wrapper/dists/gradle/x'],
  'user-cache': ['/root/.cache/pypoetry/x', '/home/app/.cache/uv/x'],
  'version-control': ['/app/.git/objects/pack/x.pack', '/src/.svn/wc.db'],
  'editor-settings': ['/app/.idea/workspace.xml', '/app/.vscode/settings.json'],
  droppings: ['/app/.DS_Store', '/app/main.c~', '/app/.main.c.swp', '/root/.bash_history', '/app/._main.c'],
  'temporary-files': ['/tmp/x', '/var/tmp/a/b'],
  logs: ['/var/log/dpkg.log', '/var/log/apt/term.log'],
  'package-databases': ['/var/lib/dpkg/status-old', '/var/cache/debconf/templates.dat-old'],
  'dependency-tests': [
    '/app/node_modules/qs/test/parse.js',
    '/app/node_modules/@scope/name/__tests__/x.js',
    '/usr/lib/python3/dist-packages/numpy/core/tests/test_x.py',
    '/usr/lib/python3.11/test/test_x.py',
    '/usr/local/bundle/gems/rake-13.0/spec/x.rb',
    '/app/vendor/acme/http/tests/XTest.php',
  ],
  'python-bytecode': ['/app/__pycache__/main.cpython-311.pyc'],
  documentation: ['/usr/share/doc/bash/changelog.gz', '/usr/share/info/sed.info.gz'],
  'man-pages': ['/usr/share/man/man1/ls.1.gz', '/usr/local/share/man/man1/x.1'],
  locales: ['/usr/share/locale/de/LC_MESSAGES/bash.mo', '/usr/lib/locale/locale-archive', '/usr/share/i18n/charmaps/x'],
  'static-libraries': ['/usr/lib/libz.a', '/opt/x/libx.la'],
  headers: ['/usr/include/zlib.h', '/usr/local/include/x/y.hpp'],
  'debug-sections': ['/usr/lib/debug/.build-id/00/x.debug', '/opt/app/.debug/app.debug'],
}

/** Paths that look like these and are none of them. */
const NEEDED = [
  '/var/lib/apt/extended_states',
  '/var/lib/dpkg/status',
  '/app/.yarn/cache/left-pad.zip',
  '/app/.npmrc',
  '/app/.gitignore',
  '/app/.github/workflows/ci.yml',
  '/app/cache/data.bin',
  '/app/tests/app.test.js',
  '/app/node_modules/test/index.js',
  '/app/node_modules/@scope/test/index.js',
  '/usr/lib/python3/dist-packages/tests/__init__.py',
  '/usr/share/doc/bash/copyright',
  '/usr/lib/locale/C.utf8/LC_CTYPE',
  '/usr/share/locale/locale.alias',
  '/usr/lib/libz.so.1',
  '/srv/www/man/page.1',
  '/srv/tmp/x',
  '/usr/lib/x86_64-linux-gnu/a',
]

const HIDDEN_ONLY = ['copied-then-removed', 'stored-again', 'removed-later', 'overwritten']

describe('files that can be seen', () => {
  test('are claimed by the rule that is about them, and others by none', async () => {
    const layer = new LayerBuilder()
    for (const path of [...Object.values(CLAIMED).flat(), ...NEEDED]) layer.file(path.slice(1), `content of ${path}`)
    const { removable, size } = await wasteOf([['RUN make', layer]])
    const expected = Object.entries(CLAIMED).flatMap(([cause, paths]) => paths.map((path) => [path, cause]))
    expect(Object.fromEntries(removable.map(({ path, cause }) => [path, cause]))).toEqual(Object.fromEntries(expected))
    expect(size.removableBytes).toBe(removable.reduce((sum, { bytes }) => sum + bytes, 0))
  })

  test('every rule is tried here or on hidden files', () => {
    expect([...Object.keys(CLAIMED), ...HIDDEN_ONLY].toSorted()).toEqual(WASTE_RULES.map(({ name }) => name).toSorted())
  })

  test('are claimed only where all names of a file are meant', async () => {
    const layer = new LayerBuilder()
      .file('root/.local/share/pnpm/store/v3/files/00/linked', '12345')
      .hardlink('app/node_modules/x/index.js', 'root/.local/share/pnpm/store/v3/files/00/linked')
      .file('root/.local/share/pnpm/store/v3/files/00/alone', '123')
    const { removable } = await wasteOf([['RUN pnpm install', layer]])
    expect(removable.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['/root/.local/share/pnpm/store/v3/files/00/alone', 3],
    ])
  })
})

test('names are of a kind, and titles fit their column', () => {
  for (const { name, title } of WASTE_RULES) {
    expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
    expect(title.length, title).toBeLessThanOrEqual(29)
  }
})
