import { describe, expect, it } from 'vitest'
import { UnavailableError, UsageError } from '../../src/errors.ts'
import { library, program } from '../catalogers/elf/elf-tree.ts'
import { chainOf, debianWith, fateOf, planFor, script, staying } from './plan-of.ts'

const LIB = '/usr/lib/x86_64-linux-gnu'
const APP = { '/app': program(['libdemo.so.1', 'libc.so.6']) }
const DEMO = {
  [`${LIB}/libdemo.so.1`]: { symlink: 'libdemo.so.1.2' },
  [`${LIB}/libdemo.so.1.2`]: library(['libc.so.6'], { soname: 'libdemo.so.1' }),
  [`${LIB}/libother.so.1`]: library(['libc.so.6']),
}
const RUNS = { config: { cmd: ['/app'] } }

describe('a plan', () => {
  it('keeps a program with its loader, its libraries and every symlink on the way', () => {
    const plan = planFor(debianWith(DEMO, APP, RUNS))
    expect(staying(plan)).toEqual(
      expect.arrayContaining([
        '/app',
        '/lib',
        '/lib64',
        '/usr/lib64/ld-linux-x86-64.so.2',
        `${LIB}/ld-linux-x86-64.so.2`,
        `${LIB}/libc.so.6`,
        `${LIB}/libdemo.so.1`,
        `${LIB}/libdemo.so.1.2`,
      ]),
    )
    expect(fateOf(plan, `${LIB}/libother.so.1`)).toBe('-unneeded')
  })

  it('says by which chain a path stays', () => {
    const plan = planFor(debianWith(DEMO, APP, RUNS))
    expect(chainOf(plan, `${LIB}/libdemo.so.1.2`)).toEqual([`${LIB}/libdemo.so.1.2`, '/app'])
    expect(fateOf(plan, '/app')).toBe('entrypoint')
  })

  it('has one decision for each path, and keeps the directories of what stays', () => {
    const plan = planFor(debianWith({ ...DEMO, '/opt/a/b/c': 'x' }, { ...APP, '/srv/x/y/z': 'own' }, RUNS))
    expect(plan.decisions.size).toBe(Array.from(plan.image.tree.nodes()).length)
    for (const [node, { keep }] of plan.decisions) {
      if (keep && node.parent!.parent !== null) expect(plan.decisions.get(node.parent!)?.keep).toBe(true)
    }
    expect(fateOf(plan, '/srv/x/y')).toBe('directory')
    expect(fateOf(plan, '/opt/a/b')).toBe('-emptied')
  })

  it('is the same whatever is asked before', () => {
    const image = debianWith(DEMO, APP, RUNS)
    expect(staying(planFor(image))).toEqual(staying(planFor(image)))
  })

  it('does not lose itself in symlinks that lead in circles, nowhere, or to everything', () => {
    const own = {
      ...APP,
      '/a': { symlink: 'b' },
      '/b': { symlink: 'a' },
      '/dead': { symlink: '/no' },
      '/all': { symlink: '/' },
    }
    const plan = planFor(debianWith({ ...DEMO, '/opt/unused': 'x' }, own, RUNS))
    expect(fateOf(plan, '/opt/unused')).toBe('-unneeded')
    expect(fateOf(plan, '/a')).toBeDefined()
  })
})

describe('what a plan begins with', () => {
  it('is the health check, too', () => {
    const healthcheck = { test: ['CMD-SHELL', 'curl -f http://localhost/ || exit 1'] }
    const system = { ...DEMO, '/bin/sh': program(['libc.so.6']), '/usr/bin/curl': program(['libother.so.1']) }
    const plan = planFor(debianWith(system, APP, { config: { cmd: ['/app'], healthcheck } }))
    expect(staying(plan)).toEqual(expect.arrayContaining(['/bin/sh', '/usr/bin/curl', `${LIB}/libother.so.1`]))
  })

  it('is each program of a shell’s command line', () => {
    const config = { cmd: ['/bin/sh', '-c', 'cd /srv && exec nice -n 5 serve --port 80'] }
    const system = {
      '/bin/sh': program([]),
      '/usr/bin/nice': program([]),
      '/usr/bin/serve': program([]),
      '/usr/bin/vi': program([]),
    }
    const plan = planFor(debianWith(system, {}, { config }))
    expect(staying(plan)).toEqual(expect.arrayContaining(['/bin/sh', '/usr/bin/nice', '/usr/bin/serve']))
    expect(fateOf(plan, '/usr/bin/vi')).toBe('-unneeded')
  })

  it('is what the user names: paths and globs, packages and programs', () => {
    const system = {
      ...DEMO,
      '/opt/data/one.txt': '1',
      '/opt/data/two.bin': '2',
      '/usr/bin/jq': program([]),
      '/usr/share/tool/x': 'x',
    }
    const packages = [{ type: 'deb', name: 'tool', paths: ['/usr/share/tool/x'] }] as const
    const options = { keep: ['/opt/data/*.txt'], keepPrograms: ['jq'], keepPackages: ['tool'] }
    const plan = planFor(debianWith(system, APP, { ...RUNS, packages }), options)
    expect(fateOf(plan, '/opt/data/one.txt')).toBe('keep')
    expect(fateOf(plan, '/opt/data/two.bin')).toBe('-unneeded')
    expect(fateOf(plan, '/usr/bin/jq')).toBe('keep-bin')
    expect(fateOf(plan, '/usr/share/tool/x')).toBe('keep-package')
  })

  it.each([{ keep: ['/none'] }, { keepPackages: ['none'] }, { keepPrograms: ['none'] }])(
    'is refused: %o',
    (options) => {
      expect(() => planFor(debianWith(DEMO, APP, RUNS), options)).toThrow(UnavailableError)
    },
  )

  it('is not what --drop names, whatever leads to it, nor what only that leads to', () => {
    const system = { ...DEMO, '/usr/bin/tool': program(['libother.so.1', 'libc.so.6']) }
    const image = debianWith(system, { '/app': { content: '#!/usr/bin/tool\n', mode: 0o755 } }, RUNS)
    expect(fateOf(planFor(image), `${LIB}/libother.so.1`)).toBe('library')
    const plan = planFor(image, { drop: ['/usr/bin/tool'], keep: ['/usr/bin/*'] })
    expect(fateOf(plan, '/usr/bin/tool')).toBe('-drop')
    expect(fateOf(plan, `${LIB}/libother.so.1`)).toBe('-unneeded')
  })

  it('is not what belongs to a package that --drop-package names, in mode policy either', () => {
    const packages = [{ type: 'deb', name: 'tool', paths: ['/usr/share/tool/x'] }] as const
    const image = debianWith({ ...DEMO, '/usr/share/tool/x': 'x' }, APP, { ...RUNS, packages })
    const plan = planFor(image, { mode: 'policy', dropPackages: ['tool'] })
    expect(fateOf(plan, '/usr/share/tool/x')).toBe('-drop')
    expect(plan.doubts).toEqual([])
    const needed = planFor(image, { mode: 'policy', drop: ['/app'] })
    expect(needed.doubts).toEqual([expect.stringMatching(/^--drop takes away \/app: is the program of the command/)])
  })

  it.each([{ drop: ['/none'] }, { dropPackages: ['none'] }])(
    'cannot be dropped where it is not there: %o',
    (options) => {
      expect(() => planFor(debianWith(DEMO, APP, RUNS), options)).toThrow(UnavailableError)
    },
  )

  it('is refused where a layer is named that the image does not have', () => {
    expect(() => planFor(debianWith(DEMO, APP, RUNS), { baseLayers: 9 })).toThrow(UsageError)
  })

  it('is always who users are, what system this is, certificates, and a directory for temporary files', () => {
    const system = {
      '/etc/passwd': 'root:x:0:0::/:\n',
      '/etc/group': 'root:x:0:\n',
      '/etc/nsswitch.conf': 'hosts: files dns\n',
      '/etc/ssl/certs/ca-certificates.crt': 'PEM',
      '/etc/motd': 'hi',
      '/tmp': { directory: true, mode: 0o1777 },
      '/var/spool/x': { directory: true },
    } as const
    const plan = planFor(
      debianWith({ ...DEMO, ...system }, APP, {
        config: { cmd: ['/app'], workingDir: '/srv', volumes: ['/var/spool/x'] },
      }),
    )
    for (const path of ['/etc/passwd', '/etc/group', '/etc/nsswitch.conf', '/etc/os-release', '/tmp'])
      expect(fateOf(plan, path)).toBe('always')
    expect(fateOf(plan, '/etc/ssl/certs/ca-certificates.crt')).toBe('always')
    expect(fateOf(plan, '/var/spool/x')).toBe('config')
    expect(fateOf(plan, '/etc/motd')).toBe('-unneeded')
  })
})

describe('a script that runs', () => {
  const system = {
    '/usr/bin/env': program([]),
    '/bin/sh': program([]),
    '/usr/bin/gosu': program([]),
    '/usr/bin/hostname': program([]),
    '/usr/bin/python3': program([]),
    '/usr/bin/cut': program([]),
  }
  const run = script('# python3 is not', 'if [ -n "$(hostname)" ]; then exec gosu app "$@"; fi')

  it('leads to its shell and the programs that it names, and these on', () => {
    const plan = planFor(debianWith(system, { '/entry.sh': run }, { config: { cmd: ['/entry.sh'] } }))
    expect(chainOf(plan, '/usr/bin/gosu')).toEqual(['/usr/bin/gosu', '/entry.sh'])
    expect(fateOf(plan, '/bin/sh')).toBe('interpreter')
    expect(fateOf(plan, '/usr/bin/hostname')).toBe('script-word')
    expect(fateOf(plan, '/usr/bin/python3')).toBe('-unneeded')
  })

  it('leads to what env looks for', () => {
    const own = { '/go': { content: '#!/usr/bin/env python3\n', mode: 0o755 } }
    const plan = planFor(debianWith(system, own, { config: { cmd: ['/go'] } }))
    expect(fateOf(plan, '/usr/bin/env')).toBe('interpreter')
    expect(fateOf(plan, '/usr/bin/python3')).toBe('interpreter')
  })

  it('leads nowhere among the dependencies of an app, which call what they need by name', () => {
    const own = { ...APP, '/srv/node_modules/x/build.sh': script('cut') }
    const plan = planFor(debianWith({ ...DEMO, ...system }, own, RUNS))
    expect(fateOf(plan, '/srv/node_modules/x/build.sh')).toBe('own-layer')
    expect(fateOf(plan, '/usr/bin/cut')).toBe('-unneeded')
  })
})

describe('what is opened only when a program runs', () => {
  it.each([
    ['services that nsswitch.conf names', {}, `${LIB}/libnss_sss.so.2`, 'name-services'],
    ['GCC’s runtime', {}, `${LIB}/libgcc_s.so.1`, 'opened-library'],
    ['OpenSSL’s configuration', {}, '/usr/lib/ssl/openssl.cnf', 'openssl'],
    ['OpenSSL’s providers', {}, `${LIB}/ossl-modules/legacy.so`, 'openssl'],
    ['PAM’s modules', {}, `${LIB}/security/pam_unix.so`, 'pam'],
    [
      'converters of character sets, for who asks for any',
      { functions: ['iconv_open'] },
      `${LIB}/gconv/UTF-16.so`,
      'character-sets',
    ],
    ['no converters otherwise', {}, `${LIB}/gconv/UTF-16.so`, '-unneeded'],
  ])('%s', (_, facts, path, fate) => {
    const system = {
      '/etc/nsswitch.conf': 'passwd: files sss\n',
      '/usr/lib/ssl/openssl.cnf': 'x',
      [`${LIB}/libnss_sss.so.2`]: library(),
      [`${LIB}/libgcc_s.so.1`]: library(),
      [`${LIB}/libcrypto.so.3`]: library([], { soname: 'libcrypto.so.3' }),
      [`${LIB}/libpam.so.0`]: library([], { soname: 'libpam.so.0' }),
      [`${LIB}/ossl-modules/legacy.so`]: library(['libcrypto.so.3']),
      [`${LIB}/security/pam_unix.so`]: library(['libpam.so.0']),
      [`${LIB}/gconv/UTF-16.so`]: library(),
    }
    const own = { '/app': program(['libc.so.6', 'libcrypto.so.3', 'libpam.so.0'], facts) }
    expect(fateOf(planFor(debianWith(system, own, RUNS)), path)).toBe(fate)
  })
})

describe('the modes', () => {
  const system = {
    ...DEMO,
    '/usr/share/demo/data': 'data',
    '/usr/share/doc/libdemo1/copyright': 'MIT',
    '/usr/share/doc/libdemo1/README': 'read me',
    '/usr/share/other/data': 'data',
    '/usr/share/base/data': 'data',
    '/usr/bin/choice': { symlink: '/etc/alternatives/choice' },
    '/etc/alternatives/choice': { symlink: '/usr/share/demo/data' },
    '/etc/alternatives/gone': { symlink: '/usr/share/other/data' },
    '/etc/made': 'by an installer',
    '/var/lib/dpkg/status': 'Package: x\n',
  }
  const demo = [
    `${LIB}/libdemo.so.1`,
    `${LIB}/libdemo.so.1.2`,
    '/usr/share/demo/data',
    '/usr/share/doc/libdemo1/README',
    '/usr/share/doc/libdemo1/copyright',
  ]
  const packages = [
    { type: 'deb', name: 'libdemo1', paths: demo },
    { type: 'deb', name: 'other', paths: ['/usr/share/other/data'] },
  ] as const
  const image = debianWith(system, APP, { ...RUNS, packages })

  it('files: only what is led to, with the license of its package', () => {
    const plan = planFor(image)
    expect(fateOf(plan, '/usr/share/demo/data')).toBe('-unneeded')
    expect(fateOf(plan, '/usr/share/doc/libdemo1/copyright')).toBe('copyright')
    expect(plan.packages.map(({ name }) => name)).toEqual(['libdemo1'])
  })

  it('packages: whole packages but for what policies drop, and what installers made for them', () => {
    const plan = planFor(image, { mode: 'packages' })
    expect(fateOf(plan, '/usr/share/demo/data')).toBe('package')
    expect(fateOf(plan, '/usr/share/doc/libdemo1/README')).toBe('-documentation')
    expect(fateOf(plan, '/usr/share/other/data')).toBe('-unneeded')
    expect(fateOf(plan, '/etc/made')).toBe('generated')
    expect(fateOf(plan, '/etc/alternatives/choice')).toBe('symlink')
    expect(fateOf(plan, '/etc/alternatives/gone')).toBe('-unneeded')
    expect(fateOf(plan, '/var/lib/dpkg/status')).toBe('-unneeded')
  })

  it('policy: everything but what policies drop', () => {
    const plan = planFor(image, { mode: 'policy' })
    const dropped = [...plan.decisions].flatMap(([node, { keep }]) => (keep ? [] : [node.path]))
    expect(dropped).toEqual(['/usr/share/doc/libdemo1/README'])
    expect(plan.doubts).toEqual([])
  })

  it('packages is the one unless another is asked for', () => {
    expect(planFor(image, { mode: undefined }).mode).toBe('packages')
  })
})

describe('what nobody can know', () => {
  it('is said of packages that the app’s layers installed and that nothing is known to need', () => {
    const packages = [{ type: 'deb', name: 'ffmpeg', paths: ['/usr/bin/ffmpeg'], layer: 1 }] as const
    const plan = planFor(debianWith(DEMO, { ...APP, '/usr/bin/ffmpeg': program([]) }, { ...RUNS, packages }))
    expect(plan.doubts).toContainEqual(expect.stringMatching(/installed ffmpeg,.*--keep-package/))
  })

  it('is said of a command that is not there', () => {
    expect(planFor(debianWith(DEMO, APP, { config: { cmd: ['/none'] } })).doubts).toContainEqual(
      expect.stringContaining('/none'),
    )
    expect(planFor(debianWith(DEMO, APP)).doubts).toContainEqual(expect.stringContaining('no command'))
  })

  it('is said of programs that open libraries', () => {
    const own = { '/app': program(['libc.so.6'], { functions: ['dlopen'] }) }
    expect(planFor(debianWith(DEMO, own, RUNS)).doubts).toContainEqual(
      expect.stringMatching(/libraries \/app may open/),
    )
  })
})
