import { describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/errors.ts'
import { laidPaths } from '../../../src/slim/onto/laid-paths.ts'
import type { OntoPlan } from '../../../src/slim/onto/onto-plan.ts'
import { planOnto } from '../../../src/slim/onto/plan-onto.ts'
import type { SlimOptions } from '../../../src/slim/slim-options.ts'
import { ALPINE_MUSL, library, program } from '../../catalogers/elf/elf-tree.ts'
import { imageFrom, type TestImage } from '../../fit/image.ts'
import { debianWith, type Files, fateOf, script } from '../plan-of.ts'

const LIB = '/usr/lib/x86_64-linux-gnu'
const GLIBC = { family: 'glibc', version: '2.36', loader: '/lib64/ld-linux-x86-64.so.2' } as const
const RUNS = { config: { cmd: ['/app'] }, libc: GLIBC }
const DEMO = {
  [`${LIB}/libdemo.so.1`]: { symlink: 'libdemo.so.1.2' },
  [`${LIB}/libdemo.so.1.2`]: library(['libc.so.6'], { soname: 'libdemo.so.1' }),
}
const APP = { '/app': program(['libdemo.so.1', 'libc.so.6']) }

/** A Debian whose /lib and /lib64 are directories, as distroless images have them. */
const UNMERGED: Files = {
  '/etc/os-release': 'ID=distroless\n',
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  '/etc/group': 'root:x:0:\n',
  '/lib64/ld-linux-x86-64.so.2': { symlink: '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' },
  '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': library([], { soname: 'ld-linux-x86-64.so.2' }),
  '/lib/x86_64-linux-gnu/libc.so.6': library(['ld-linux-x86-64.so.2'], { soname: 'libc.so.6' }),
}

function baseWith(files: Files, more: Partial<TestImage> = {}): TestImage {
  return { layers: [{ files }], os: 'distroless', libc: GLIBC, ...more }
}

function planFor(source: TestImage, base: TestImage, options: SlimOptions = {}): OntoPlan {
  return planOnto(imageFrom(source), imageFrom(base), { mode: 'files', ...options })
}

/** What comes along, without directories. */
function coming(plan: OntoPlan): string[] {
  return laidPaths(plan).flatMap(({ path, fromApp, children }) => (fromApp && children === null ? [path] : []))
}

function textAt({ files }: OntoPlan, path: string): string | undefined {
  const file = files.get(path)
  return file && Buffer.from(file.content).toString()
}

describe('an image on another base', () => {
  it('takes loader and C library from the base, wherever they lie, and brings what the base lacks', () => {
    const plan = planFor(debianWith(DEMO, APP, RUNS), baseWith(UNMERGED))
    expect([plan.fit.verdict, plan.fit.reasons]).toEqual(['fits', []])
    expect(coming(plan)).toEqual(['/app', `${LIB}/libdemo.so.1`, `${LIB}/libdemo.so.1.2`])
    expect(fateOf(plan.slim, `${LIB}/libc.so.6`)).toBe('-base')
    expect(fateOf(plan.slim, `${LIB}/libdemo.so.1.2`)).toBe('library')
  })

  it('brings all that a program needs to a base that has nothing', () => {
    const plan = planFor(debianWith(DEMO, APP, RUNS), { layers: [] })
    expect(plan.fit.verdict).toBe('fits')
    expect(coming(plan)).toEqual(
      expect.arrayContaining(['/lib', '/lib64', `${LIB}/libc.so.6`, `${LIB}/ld-linux-x86-64.so.2`, '/etc/os-release']),
    )
  })

  it('takes a library of the base that its loader finds in another directory', () => {
    const base = {
      ...UNMERGED,
      '/lib/x86_64-linux-gnu/libdemo.so.1': library(['libc.so.6'], { soname: 'libdemo.so.1' }),
    }
    const plan = planFor(debianWith(DEMO, APP, RUNS), baseWith(base))
    expect(coming(plan)).toEqual(['/app'])
    expect(plan.tree.resolve('/lib/x86_64-linux-gnu/libdemo.so.1')?.fromApp).toBe(false)
  })

  it('brings a newer library where that of the base lacks versions of symbols', () => {
    const needs = { neededVersions: { 'libdemo.so.1': ['DEMO_2'] } }
    const system = {
      [`${LIB}/libdemo.so.1`]: library(['libc.so.6'], {
        soname: 'libdemo.so.1',
        definedVersions: ['DEMO_1', 'DEMO_2'],
      }),
    }
    const path = '/lib/x86_64-linux-gnu/libdemo.so.1'
    const old = { ...UNMERGED, [path]: library(['libc.so.6'], { soname: 'libdemo.so.1', definedVersions: ['DEMO_1'] }) }
    const plan = planFor(
      debianWith(system, { '/app': program(['libdemo.so.1', 'libc.so.6'], needs) }, RUNS),
      baseWith(old),
    )
    expect([plan.fit.verdict, coming(plan)]).toEqual(['fits-if', ['/app', path]])
    expect(fateOf(plan.slim, `${LIB}/libdemo.so.1`)).toBe('fit')
  })

  it('never puts a directory in the place of a symlink of the base', () => {
    const source: TestImage = {
      layers: [
        { files: { ...UNMERGED, '/lib/demo/data': 'x' }, instruction: 'ADD rootfs.tar /' },
        { files: { '/app': program(['libc.so.6']), '/lib/app/own': 'y' }, instruction: 'COPY app /' },
      ],
      os: 'distroless',
      ...RUNS,
    }
    const merged = debianWith({ '/etc/passwd': '', '/etc/group': '' }, {}, { libc: GLIBC })
    const plan = planFor(source, merged, { keep: ['/lib/demo/data'] })
    expect(coming(plan)).toEqual(['/app', '/usr/lib/app/own', '/usr/lib/demo/data'])
    expect(plan.tree.root.children!.get('lib')).toMatchObject({ type: 'symlink', fromApp: false })
  })

  it('has what was asked for through a symlink of its own base also where that is a directory', () => {
    const system = { '/bin': { symlink: 'usr/bin' }, '/usr/bin/tool': program(['libc.so.6']) }
    const own = { '/app': { content: '#!/bin/tool\n', mode: 0o755 } }
    const plan = planFor(debianWith(system, own, RUNS), baseWith({ ...UNMERGED, '/bin/other': '' }))
    expect(plan.fit.verdict).toBe('fits-if')
    expect(plan.tree.resolve('/bin/tool')?.original?.path).toBe('/usr/bin/tool')
  })

  it('lets files of the app stand before those of the base, and those of the base before all else', () => {
    const system = { '/etc/tool.conf': 'of debian', '/usr/share/data': 'of debian' }
    const own = { '/app': script('cat /etc/tool.conf'), '/srv/page': 'of the app' }
    const base = {
      ...UNMERGED,
      '/bin/sh': program(['libc.so.6']),
      '/etc/tool.conf': 'of the base',
      '/srv/page': 'of the base',
    }
    const plan = planFor(debianWith(system, own, RUNS), baseWith(base), { keep: ['/etc/tool.conf', '/usr/share/data'] })
    expect(coming(plan)).toEqual(['/app', '/srv/page', '/usr/share/data'])
    expect(plan.tree.resolve('/etc/os-release')?.fromApp).toBe(false)
  })

  it('leaves directories that the app made as it made them', () => {
    const own = { ...APP, '/srv': { directory: true, mode: 0o700, uid: 7 }, '/srv/x': '' } as const
    const base = { ...UNMERGED, '/srv': { directory: true, mode: 0o755 }, '/srv/y': '' } as const
    const { tree } = planFor(debianWith(DEMO, own, RUNS), baseWith(base))
    expect(tree.resolve('/srv')).toMatchObject({ mode: 0o700, uid: 7 })
    expect([...tree.resolve('/srv')!.children!.keys()].sort()).toEqual(['x', 'y'])
  })

  it('gives the base the user that the app runs as, with its home and groups', () => {
    const system = {
      ...DEMO,
      '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nweb:$1$secret:1000:1001:Web:/home/web:/bin/false\nother:x:5:5::/:/x\n',
      '/etc/group': 'root:x:0:\nweb:x:1001:\nextra:x:44:other,web\nothers:x:5:\n',
    }
    const source = debianWith(system, APP, { ...RUNS, config: { cmd: ['/app'], user: 'web' } })
    const plan = planFor(source, baseWith(UNMERGED))
    expect(plan.fit.verdict).toBe('fits-if')
    expect(textAt(plan, '/etc/passwd')).toBe(
      'root:x:0:0:root:/root:/bin/sh\nweb:x:1000:1001:Web:/home/web:/bin/false\n',
    )
    expect(textAt(plan, '/etc/group')).toBe('root:x:0:\nweb:x:1001:\nextra:x:44:web\n')
    const byNumber = { ...source, config: { cmd: ['/app'], user: '1000' } }
    expect(planFor(byNumber, baseWith(UNMERGED)).accounts[0]).toMatch(/^web:x:1000:/)
    expect(planFor(byNumber, baseWith({ ...UNMERGED, '/etc/passwd': 'me:x:1000:1::/:/x\n' })).accounts).toEqual([])
  })

  it('adds a group that is asked for by its name even where the base knows its number by another', () => {
    const system = { ...DEMO, '/etc/passwd': 'web:x:7:7::/:/x\n', '/etc/group': 'web:x:7:\nother:x:8:web\n' }
    const source = debianWith(system, APP, { ...RUNS, config: { cmd: ['/app'], user: 'web:web' } })
    const plan = planFor(source, baseWith({ ...UNMERGED, '/etc/group': 'seven:x:7:\neight:x:8:\n' }))
    expect(textAt(plan, '/etc/group')).toBe('seven:x:7:\neight:x:8:\nweb:x:7:\n')
  })

  it('leaves directories of the base where the app has symlinks', () => {
    const own = { ...APP, '/srv': { symlink: 'var/srv' }, '/var/srv/page': '' }
    const plan = planFor(debianWith(DEMO, own, RUNS), baseWith({ ...UNMERGED, '/srv/other': '' }))
    expect(plan.tree.resolve('/srv')?.type).toBe('directory')
    expect(fateOf(plan.slim, '/srv')).toBe('-base')
  })

  it('says that a name is another number on the base', () => {
    const source = debianWith({ ...DEMO, '/etc/passwd': 'web:x:1000:1::/:/x\n' }, APP, {
      ...RUNS,
      config: { cmd: ['/app'], user: 'web' },
    })
    const plan = planFor(source, baseWith({ ...UNMERGED, '/etc/passwd': 'web:x:33:33::/:/x\n' }))
    expect(plan.slim.doubts).toContain('The app runs as web with the number 1000; on the base that is web with 33.')
  })

  it('brings whole packages, but for those that the base has', () => {
    const system = { ...DEMO, [`${LIB}/demo.dat`]: '', [`${LIB}/gconv/A.so`]: '', '/usr/lib/dep': '' }
    const source = debianWith(system, APP, {
      ...RUNS,
      packages: [
        { type: 'deb', name: 'libdemo1', paths: [`${LIB}/libdemo.so.1`, `${LIB}/libdemo.so.1.2`, `${LIB}/demo.dat`] },
        { type: 'deb', name: 'libc6', paths: [`${LIB}/libc.so.6`, `${LIB}/gconv/A.so`] },
      ],
    })
    const empty = planFor(source, { layers: [] }, { mode: 'packages' })
    expect(coming(empty)).toEqual(expect.arrayContaining([`${LIB}/demo.dat`, `${LIB}/gconv/A.so`]))
    const glibc = planFor(source, baseWith(UNMERGED), { mode: 'packages' })
    expect(coming(glibc)).toEqual(['/app', `${LIB}/demo.dat`, `${LIB}/libdemo.so.1`, `${LIB}/libdemo.so.1.2`])
    const stated = baseWith(UNMERGED, { packages: [{ type: 'deb', name: 'libdemo1', paths: [] }] })
    expect(coming(planFor(source, stated, { mode: 'packages' }))).toEqual([
      '/app',
      `${LIB}/libdemo.so.1`,
      `${LIB}/libdemo.so.1.2`,
    ])
  })

  it('says which user containers run as where the app names none', () => {
    const plan = planFor(debianWith(DEMO, APP, RUNS), baseWith(UNMERGED, { config: { user: '65532' } }))
    expect(plan.slim.doubts.join()).toContain('run as user 65532, as the base says')
  })
})

describe('what does not fit', () => {
  it('is told as fit tells it', () => {
    const needs = { neededVersions: { 'libc.so.6': ['GLIBC_2.38'] } }
    const old = {
      ...UNMERGED,
      '/lib/x86_64-linux-gnu/libc.so.6': library([], { soname: 'libc.so.6', definedVersions: ['GLIBC_2.36'] }),
    }
    const { fit } = planFor(debianWith({}, { '/app': program(['libc.so.6'], needs) }, RUNS), baseWith(old))
    expect(fit).toMatchObject({
      verdict: 'does-not-fit',
      reasons: ["/app needs GLIBC_2.38 of libc.so.6, which the base's (glibc 2.36) does not have."],
    })
  })

  it('is an app whose own image has no loader for it', () => {
    const alone: TestImage = { layers: [{ files: { '/app': program(['libc.so.6']) } }], config: { cmd: ['/app'] } }
    const { fit } = planFor(alone, baseWith(ALPINE_MUSL, { libc: { family: 'musl', version: '1.2.5', loader: null } }))
    expect(fit.verdict).toBe('does-not-fit')
  })

  it('is a base for another architecture', () => {
    const { fit } = planFor(
      debianWith({}, { '/app': script() }, RUNS),
      baseWith({ ...UNMERGED }, { architecture: 'arm64' }),
    )
    expect(fit.verdict).toBe('does-not-fit')
    expect(fit.reasons[0]).toBe('The image is for linux/amd64, and the base for linux/arm64.')
  })

  it('is refused in mode policy, which would keep the old base', () => {
    expect(() => planFor(debianWith({}, APP, RUNS), baseWith(UNMERGED), { mode: 'policy' })).toThrow(UsageError)
  })
})
