import { describe, expect, it } from 'vitest'
import { type BaseFit, fitApp } from '../../src/index.ts'
import { library, program } from '../catalogers/elf/elf-tree.ts'
import type { LayerFile } from '../support/tree-of.ts'
import { imageFrom, type TestImage } from './image.ts'
import { added, appOn, EMPTY, type Files, GLIBC, glibcBase, MULTIARCH, muslBase, verdictOf } from './trials.ts'

describe('a program and its loader', () => {
  const app = program(['libc.so.6'])

  it('fits where both are there', () => {
    expect(verdictOf(appOn(glibcBase(), { '/app': app }), glibcBase())).toMatchObject({
      verdict: 'fits',
      add: [],
      reasons: [],
    })
  })

  it('does not fit where neither the base nor its own image has the loader', () => {
    const alone: TestImage = { layers: [{ files: { '/app': app } }], config: { cmd: ['/app'] } }
    expect(verdictOf(alone, muslBase())).toMatchObject({
      verdict: 'does-not-fit',
      reasons: [
        expect.stringMatching(
          /^\/app needs the loader \/lib64\/ld-linux.* of glibc, .*; and the base has musl 1\.2\.5\.$/,
        ),
      ],
    })
  })

  it('fits on another C library if its own is added, with the symlinks on the way', () => {
    const result = verdictOf(appOn(glibcBase(), { '/app': app }), muslBase())
    expect(result.verdict).toBe('fits-if')
    expect(added(result)).toEqual([
      // the base has a directory /lib, to which the app's image only has a symlink
      '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2',
      '/lib64',
      '/usr/lib/x86_64-linux-gnu/libc.so.6',
      '/usr/lib64/ld-linux-x86-64.so.2',
    ])
  })

  it('does not fit where the loader there is for another machine', () => {
    const other = library([], { machine: 183, soname: 'ld-linux-x86-64.so.2' })
    const base = glibcBase({ [`${MULTIARCH}/ld-linux-x86-64.so.2`]: other })
    expect(verdictOf(appOn(glibcBase(), { '/app': app }), base)).toMatchObject({ verdict: 'does-not-fit' })
  })
})

describe('libraries', () => {
  const needsZ = program(['libz.so.1', 'libc.so.6'])
  const zlib: Files = {
    [`${MULTIARCH}/libz.so.1`]: { symlink: 'libz.so.1.3' },
    [`${MULTIARCH}/libz.so.1.3`]: library(['libm.so.6']),
    [`${MULTIARCH}/libm.so.6`]: library(['libc.so.6']),
  }
  const packages = [{ type: 'deb', name: 'zlib1g', paths: [`${MULTIARCH}/libz.so.1.3`] }] as const

  it('come from the image of the app with all that they need, and say their packages', () => {
    const result = verdictOf(appOn(glibcBase(zlib, { packages }), { '/app': needsZ }), glibcBase())
    expect(result).toMatchObject({ verdict: 'fits-if' })
    expect(result.add.map(({ path, kind, package: from }) => [path, kind, from?.name ?? null])).toEqual([
      [`${MULTIARCH}/libm.so.6`, 'file', null],
      [`${MULTIARCH}/libz.so.1`, 'symlink', null],
      [`${MULTIARCH}/libz.so.1.3`, 'file', 'zlib1g'],
    ])
    expect(result.size.addBytes).toBe(result.add.reduce((sum, { bytes }) => sum + bytes, 0))
  })

  it('that nobody has are a reason', () => {
    const { verdict, reasons } = verdictOf(appOn(glibcBase(), { '/app': needsZ }), glibcBase())
    expect([verdict, reasons]).toEqual([
      'does-not-fit',
      ["/app needs libz.so.1, which neither the base nor the app's image has."],
    ])
  })

  it('are put where the loader of the base looks, if it does not look where they are', () => {
    const system = glibcBase(zlib)
    const loader = library([], { soname: 'ld-linux-x86-64.so.2', libraryDirectories: ['/lib64', '/usr/lib64'] })
    const fedora: TestImage = {
      layers: [
        {
          files: {
            '/lib64': { symlink: 'usr/lib64' },
            '/usr/lib64/ld-linux-x86-64.so.2': loader,
            '/usr/lib64/libc.so.6': library([], { soname: 'libc.so.6' }),
            '/usr/lib64/libm.so.6': library([]),
          },
        },
      ],
      libc: GLIBC,
      os: 'fedora',
    }
    const result = verdictOf(appOn(system, { '/app': needsZ }), fedora)
    expect(result.verdict).toBe('fits-if')
    expect(result.add.find(({ path }) => path === '/lib64/libz.so.1' || path === '/usr/lib64/libz.so.1')).toMatchObject(
      {
        from: `${MULTIARCH}/libz.so.1.3`,
      },
    )
  })

  it('of another C library do not count, though they have the name', () => {
    const base = glibcBase({ '/usr/lib/libz.so.1': library(['libc.musl-x86_64.so.1']) })
    const result = verdictOf(appOn(glibcBase(zlib), { '/app': needsZ }), base)
    expect(result.verdict).toBe('fits-if')
    expect(added(result)).toContain(`${MULTIARCH}/libz.so.1.3`)
  })
})

describe('versions of symbols', () => {
  const needs = (name: string, ...versions: string[]): LayerFile =>
    program([name, 'libc.so.6'], { neededVersions: { [name]: versions } })
  const cpp = (...definedVersions: string[]): LayerFile =>
    library(['libc.so.6'], { soname: 'libstdc++.so.6', definedVersions })
  const path = `${MULTIARCH}/libstdc++.so.6`

  it('of glibc that the base does not define, nothing can add', () => {
    const newer = { ...GLIBC, version: '2.41' }
    const app = appOn(glibcBase({}, { libc: newer }), { '/app': needs('libc.so.6', 'GLIBC_2.34', 'GLIBC_2.38') })
    expect(verdictOf(app, glibcBase())).toMatchObject({
      verdict: 'does-not-fit',
      reasons: ["/app needs GLIBC_2.38 of libc.so.6, which the base's (glibc 2.36) does not have."],
    })
  })

  it('that an older library lacks, a newer one of the app has in its place', () => {
    const app = appOn(glibcBase({ [path]: cpp('GLIBCXX_3.4', 'GLIBCXX_3.4.30') }), {
      '/app': needs('libstdc++.so.6', 'GLIBCXX_3.4.30'),
    })
    expect(verdictOf(app, glibcBase({ [path]: cpp('GLIBCXX_3.4') }))).toMatchObject({
      verdict: 'fits-if',
      add: [{ path, from: path, check: 'symbolVersions' }],
    })
    expect(verdictOf(app, glibcBase({ [path]: cpp('GLIBCXX_3.4', 'OTHER_1') }))).toMatchObject({
      verdict: 'does-not-fit',
    })
  })

  it('are not asked of a library that has none', () => {
    const app = appOn(glibcBase(), { '/app': needs('libx.so', 'X_1') })
    expect(verdictOf(app, glibcBase({ [`${MULTIARCH}/libx.so`]: library() }))).toMatchObject({ verdict: 'fits' })
  })

  it('count for libraries of the app as well', () => {
    const own = { '/app': program(['libown.so']), '/usr/lib/libown.so': needsOf('libc.so.6', 'GLIBC_2.38') }
    expect(verdictOf(appOn(glibcBase(), own), glibcBase()).reasons).toEqual([
      "/usr/lib/libown.so needs GLIBC_2.38 of libc.so.6, which the base's (glibc 2.36) does not have.",
    ])
  })

  it('are nothing that musl looks at', () => {
    const own = program(['libown.so'], {
      interpreter: '/lib/ld-musl-x86_64.so.1',
      neededVersions: { 'libown.so': ['A'] },
    })
    const app = appOn(muslBase(), { '/app': own, '/usr/lib/libown.so': library([], { definedVersions: ['B'] }) })
    expect(verdictOf(app, muslBase())).toMatchObject({ verdict: 'fits' })
  })

  function needsOf(name: string, version: string): LayerFile {
    return library([name], { neededVersions: { [name]: [version] } })
  }
})

describe('two builds of glibc', () => {
  it('do not go together', () => {
    const own = { '/app': program(['libc.so.6']), [`${MULTIARCH}/libc.so.6`]: library([], { soname: 'libc.so.6' }) }
    const app = appOn({ layers: [], libc: { ...GLIBC, version: '2.41' } }, own)
    expect(verdictOf(app, glibcBase()).reasons).toEqual([
      expect.stringMatching(/^\/app would be loaded by glibc 2\.36 with .*libc\.so\.6 of glibc 2\.41, which do not/),
    ])
  })
})

describe('the machine', () => {
  const arm = program([], { machine: 183, linkage: 'static', interpreter: undefined })
  const app: TestImage = { layers: [{ files: { '/app': arm } }], config: { cmd: ['/app'] }, architecture: 'arm64' }

  it('has to be that of the base', () => {
    expect(verdictOf(app, glibcBase()).reasons).toEqual([
      '/app is a program for arm64, and the base is for linux/amd64.',
    ])
    expect(verdictOf(app, glibcBase({}, { architecture: 'arm64' })).verdict).toBe('fits')
  })

  it('is all one to an empty base', () => {
    expect(verdictOf(app, EMPTY).verdict).toBe('fits')
  })
})

describe('scripts', () => {
  const shell = { '/bin/sh': program(['libc.so.6']), '/usr/bin/env': program(['libc.so.6']) }
  const python = { '/usr/bin/python3': program(['libc.so.6']) }
  const script = (line: string): LayerFile => ({ content: `${line}\n`, mode: 0o755 })

  it('need their interpreters', () => {
    const app = appOn(glibcBase(shell), { '/app': script('#!/bin/sh -e') })
    const result = verdictOf(app, glibcBase())
    expect([result.verdict, added(result)]).toEqual(['fits-if', ['/bin/sh']])
    expect(result.unknown).toEqual(['Which programs the script /app starts is not known; name them with --also.'])
    expect(verdictOf(app, glibcBase(shell)).verdict).toBe('fits')
  })

  it('need what env looks for in PATH, and scripts what interprets their interpreters', () => {
    const app = appOn(glibcBase({ ...shell, ...python }), {
      '/app': script('#!/usr/local/bin/wrapper'),
      '/usr/local/bin/wrapper': script('#!/usr/bin/env python3'),
    })
    expect(added(verdictOf(app, glibcBase()))).toEqual(['/usr/bin/env', '/usr/bin/python3'])
  })

  it('are commands in the form of a shell, too, with the programs in them', () => {
    const system = glibcBase({ ...shell, ...python })
    const app = appOn(system, { '/srv/app.py': '' }, { cmd: ['/bin/sh', '-c', 'cd /srv && exec python3 app.py'] })
    expect(added(verdictOf(app, glibcBase()))).toEqual(['/bin/sh', '/usr/bin/python3'])
  })

  it('do not end in a circle', () => {
    const app = appOn(glibcBase(), { '/app': script('#!/other'), '/other': script('#!/app') })
    expect(verdictOf(app, glibcBase()).verdict).toBe('fits')
  })

  it('come with what their interpreter brings, but not with other programs of its package', () => {
    const paths = ['/usr/bin/python3', '/usr/bin/pydoc', '/usr/lib/python3/os.py', '/usr/share/doc/python3/copyright']
    const files = { ...python, '/usr/bin/pydoc': program([]), '/usr/lib/python3/os.py': '', [paths[3]!]: '' }
    const system = glibcBase(files, { packages: [{ type: 'deb', name: 'python3', paths }] })
    const app = appOn(system, { '/app': script('#!/usr/bin/python3') })
    expect(added(verdictOf(app, glibcBase()))).toEqual(['/usr/bin/python3', '/usr/lib/python3/os.py'])
  })

  it('that nobody can interpret are a reason', () => {
    const app = appOn(glibcBase(), { '/app': script('#!/usr/bin/ruby') })
    expect(verdictOf(app, glibcBase()).reasons).toEqual([
      'The script /app needs /usr/bin/ruby, which the base does not have. Its own image has none.',
    ])
  })
})

describe('the user', () => {
  const passwd = 'root:x:0:0::/:/bin/sh\nkim:x:1000:1000::/:/bin/sh\n'
  const own = { '/app': program(['libc.so.6']), '/etc/passwd': passwd, '/etc/group': 'staff:x:50:\n' }
  const app = (user: string): TestImage => appOn(glibcBase(), own, { cmd: ['/app'], user })

  it('by name has to be in passwd', () => {
    expect(verdictOf(app('kim'), glibcBase())).toMatchObject({
      verdict: 'fits-if',
      add: [{ path: '/etc/passwd', kind: 'file' }],
    })
    expect(verdictOf(app('kim'), glibcBase({ '/etc/passwd': 'root:x:0:0::/:/bin/sh\n' }))).toMatchObject({
      verdict: 'fits-if',
      add: [{ path: '/etc/passwd', kind: 'line', text: 'kim:x:1000:1000::/:/sbin/nologin', bytes: 33 }],
    })
    expect(verdictOf(app('kim'), glibcBase({ '/etc/passwd': passwd })).verdict).toBe('fits')
    expect(verdictOf(app('nobody'), glibcBase())).toMatchObject({ verdict: 'does-not-fit' })
  })

  it('by number need not, and a group is looked up by itself', () => {
    expect(verdictOf(app('1000:50'), glibcBase()).verdict).toBe('fits')
    expect(added(verdictOf(app('1000:staff'), glibcBase()))).toEqual(['/etc/group'])
  })
})

describe('what may be asked for later', () => {
  const opener = program(['libc.so.6'], { functions: ['dlopen', 'getaddrinfo', 'iconv_open'] })
  const later = (result: BaseFit): string[] => added(result, 'later')

  it('are libraries that the app’s plugins need, which is no reason against a base', () => {
    const system = glibcBase({ [`${MULTIARCH}/libffi.so.8`]: library() })
    const app = appOn(system, { '/app': opener, '/opt/plugin.so': library(['libffi.so.8', 'libgone.so']) })
    const result = verdictOf(app, glibcBase())
    expect([result.verdict, later(result)]).toEqual(['fits', [`${MULTIARCH}/libffi.so.8`]])
    expect(result.unknown).toContain("/opt/plugin.so needs libgone.so, which neither the base nor the app's image has.")
    expect(result.unknown.join()).toContain('Which libraries /app may open (dlopen) is not known: the app has 1')
  })

  it('are needed to start where the user says so', () => {
    const system = glibcBase({ [`${MULTIARCH}/libffi.so.8`]: library() })
    const app = appOn(system, { '/app': opener, '/opt/plugin.so': library(['libffi.so.8']) })
    const result = verdictOf(app, glibcBase(), { also: ['/opt'] })
    expect([result.verdict, added(result)]).toEqual(['fits-if', [`${MULTIARCH}/libffi.so.8`]])
  })

  it('are files that the user names', () => {
    const app = appOn(glibcBase({ '/etc/app.conf': 'x' }), { '/app': opener })
    expect(added(verdictOf(app, glibcBase(), { also: ['etc/app.conf'] }))).toEqual(['/etc/app.conf'])
    expect(() => fitApp(imageFrom(app), { also: ['/gone'] })).toThrow('oci:test has nothing at /gone')
  })

  it('are certificates, where a program speaks TLS', () => {
    const bundle = '/etc/ssl/certs/ca-certificates.crt'
    const ssl = { '/usr/lib/libssl.so.3': library([], { soname: 'libssl.so.3' }) }
    const app = (system: Files): TestImage => appOn(glibcBase(system), { '/app': program(['libssl.so.3']), ...ssl })
    expect(later(verdictOf(app({ [bundle]: 'x' }), glibcBase()))).toEqual([bundle])
    expect(later(verdictOf(app({ [bundle]: 'x' }), glibcBase({ '/etc/pki/tls/certs/ca-bundle.crt': 'x' })))).toEqual([])
    expect(verdictOf(app({}), glibcBase()).unknown).toEqual([
      '/app loads libssl.so.3, which speaks TLS, and the base has no CA certificates.',
    ])
  })

  it('is the time zone that the app is set to', () => {
    const zone = '/usr/share/zoneinfo/Europe/Berlin'
    const app = appOn(glibcBase({ [zone]: 'x' }), { '/app': opener }, { cmd: ['/app'], env: ['TZ=Europe/Berlin'] })
    expect(later(verdictOf(app, glibcBase()))).toEqual([zone])
    expect(later(verdictOf(app, glibcBase({ [zone]: 'x' })))).toEqual([])
  })

  it('are the configuration and the services of names', () => {
    const nsswitch = '/etc/nsswitch.conf'
    const service = `${MULTIARCH}/libnss_myhostname.so.2`
    const text = 'hosts: files myhostname dns\n'
    const app = appOn(glibcBase({ [nsswitch]: text, [service]: library() }), { '/app': opener })
    expect(later(verdictOf(app, glibcBase()))).toEqual([nsswitch, service])
    expect(later(verdictOf(app, glibcBase({ [nsswitch]: 'hosts: files dns\n' })))).toEqual([])
  })

  it('are the locale that the app is set to, and converters between character sets', () => {
    const locale = '/usr/lib/locale/de_DE.utf8/LC_CTYPE'
    const system = glibcBase({ [locale]: 'x', [`${MULTIARCH}/gconv/gconv-modules`]: 'x' })
    const app = (value: string): TestImage =>
      appOn(system, { '/app': opener }, { cmd: ['/app'], env: [`LANG=${value}`] })
    expect(later(verdictOf(app('de_DE.UTF-8'), glibcBase()))).toEqual([locale])
    expect(later(verdictOf(app('C.UTF-8'), glibcBase()))).toEqual([])
    expect(verdictOf(app('C'), glibcBase()).unknown.join('\n')).toContain('converters (gconv)')
  })

  it('are /tmp, and what only the health check starts', () => {
    const healthcheck = { test: ['CMD', '/usr/bin/curl'] }
    const system = glibcBase({ '/usr/bin/curl': program([]), '/tmp': { directory: true, mode: 0o1777 } })
    const app = appOn(system, { '/app': opener }, { cmd: ['/app'], healthcheck })
    const result = verdictOf(app, glibcBase())
    expect([result.verdict, later(result)]).toEqual(['fits', ['/tmp', '/usr/bin/curl']])
  })
})

describe('what is said besides', () => {
  it('is that a program is the base’s own', () => {
    const sh = (soname: string): Files => ({ '/bin/sh': program(['libc.so.6'], { soname }) })
    const app = appOn(glibcBase(sh('dash')), { '/app': '' }, { cmd: ['/bin/sh'] })
    expect(verdictOf(app, glibcBase(sh('bash'))).unknown).toEqual([
      "/bin/sh is the base's own, and another one than in the app's image.",
    ])
  })

  it('is a program that is nowhere', () => {
    expect(verdictOf(appOn(glibcBase(), {}, { cmd: ['gone'] }), glibcBase()).reasons).toEqual([
      'The command starts gone, which the base does not have. Its own image has none.',
    ])
  })

  it('is that nothing is started', () => {
    expect(verdictOf(appOn(glibcBase(), { '/data': 'x' }, {}), glibcBase())).toMatchObject({
      verdict: 'fits',
      unknown: ['Nothing is started: there is no command, and the app has no program.'],
    })
  })

  it('is a file that has no place', () => {
    const app = appOn(glibcBase(), { '/app': program(['libc.so.6']), '/srv/data': 'x' })
    expect(verdictOf(app, glibcBase({ '/srv': 'a file' })).reasons).toEqual([
      expect.stringMatching(/^\/srv\/data cannot be copied/),
    ])
  })

  it('is every program, where there is no command', () => {
    const app: TestImage = { layers: [{ files: { '/a': program(['libc.so.6']), '/b': program(['libz.so.1']) } }] }
    expect(verdictOf(app, glibcBase()).reasons).toEqual([
      "/b needs libz.so.1, which neither the base nor the app's image has.",
    ])
  })

  it('is that hostile programs cannot be looked up', () => {
    const names = Array.from({ length: 4000 }, (_, index) => `lib${index}.so`)
    const runpath = Array.from({ length: 1000 }, (_, index) => `/d${index}`).join(':')
    const directories = Object.fromEntries(runpath.split(':').map((path) => [path, { directory: true } as const]))
    const app = appOn(glibcBase(), { '/app': program(names, { runpath }) })
    expect(verdictOf(app, glibcBase(directories))).toMatchObject({
      verdict: 'does-not-fit',
      reasons: ['What the programs need cannot be looked up: they state too much.'],
    })
  })
})
