import { describe, expect, it } from 'vitest'
import { type AppOptions, fitApp, parseLayers } from '../../src/index.ts'
import { program } from '../catalogers/elf/elf-tree.ts'
import { fixtureImage } from '../support/image-of.ts'
import { treeOf } from '../support/tree-of.ts'
import { imageFrom, type TestImage, type TestLayer } from './image.ts'

const RELEASE = { '/etc/os-release': 'ID=test\n' }
const base = { files: { ...RELEASE, '/bin/sh': 'base' }, instruction: 'ADD rootfs.tar /' }

function own(image: TestImage, options: AppOptions = {}): { layers: string; toldBy: string; files: string[] } {
  const { own: told, files } = fitApp(imageFrom({ os: 'debian', ...image }), options)
  const paths = files.filter(({ type }) => type !== 'directory').map(({ path }) => path)
  return { layers: told.layers.join(), toldBy: told.toldBy, files: paths }
}

describe('the layers of an app', () => {
  const layers: readonly TestLayer[] = [
    base,
    { files: { '/usr/bin/tool': 'x' }, instruction: 'RUN install tool' },
    { files: { '/app': 'x' }, instruction: 'COPY app /' },
  ]

  it('are those above the base, by the history', () => {
    expect(own({ layers })).toEqual({ layers: '1,2', toldBy: 'history', files: ['/app', '/usr/bin/tool'] })
    const many = [
      { files: RELEASE, instruction: 'bazel build a' },
      { files: {}, instruction: 'bazel build b' },
    ]
    expect(own({ layers: [...many, ...layers.slice(2)] })).toMatchObject({ layers: '2', toldBy: 'history' })
    const umoci = [base, { files: { '/app': 'x' }, instruction: 'umoci insert' }]
    expect(own({ layers: umoci })).toMatchObject({ layers: '1', toldBy: 'history' })
  })

  it('are all of them, where there is no operating system', () => {
    const alone = { layers: [{ files: { '/app': 'x' }, instruction: null }], os: undefined }
    expect(own(alone as unknown as TestImage)).toEqual({ layers: '0', toldBy: 'emptiness', files: ['/app'] })
  })

  it('are told by packages, where one layer holds all, or nothing says who made it', () => {
    const files = {
      ...RELEASE,
      '/usr/lib/libz.so.1': { symlink: 'libz.so.1.3' },
      '/usr/lib/libz.so.1.3': 'x',
      '/app': 'x',
      '/current': { symlink: 'app' },
    }
    const packages = [{ type: 'deb', name: 'zlib1g', paths: ['/usr/lib/libz.so.1.3'] }] as const
    for (const instruction of [null, 'COPY / /', 'apko']) {
      expect(own({ layers: [{ files, instruction }], packages })).toEqual({
        layers: '0',
        toldBy: 'packages',
        files: ['/app', '/current'],
      })
    }
  })

  it('are what the user says', () => {
    expect(own({ layers }, { appLayers: [2] })).toMatchObject({ layers: '2', toldBy: 'user', files: ['/app'] })
    expect(own({ layers }, { baseLayers: 2 })).toMatchObject({ layers: '2', toldBy: 'user', files: ['/app'] })
    expect(own({ layers }, { baseLayers: 0 }).files).toContain('/bin/sh')
    expect(own({ layers }, { baseLayers: 3 }).files).toEqual([])
    expect(() => own({ layers }, { baseLayers: 4 })).toThrow('oci:test has no layer 3; it has layers 0 to 2.')
    expect(() => own({ layers }, { appLayers: [0, 3] })).toThrow('oci:test has no layer 3')
  })
})

describe('the files of an app', () => {
  it('are not what a build leaves behind, and no accounts', () => {
    const left = [
      '/var/lib/dpkg/status',
      '/var/cache/apt/pkgcache.bin',
      '/var/log/dpkg.log',
      '/tmp/x',
      '/etc/passwd',
      '/etc/shadow-',
      '/etc/resolv.conf',
      '/lib/apk/db/installed',
      '/root/.cache/pip/x',
    ]
    const files = Object.fromEntries([...left, '/var/lib/app/data', '/etc/app/passwd'].map((path) => [path, 'x']))
    const image = { layers: [base, { files, instruction: 'RUN install' }] }
    expect(own(image).files).toEqual(['/etc/app/passwd', '/var/lib/app/data'])
  })

  it('are not upgrades of the base, but packages that were not there before, and other contents of its files', () => {
    const paths = ['/etc/libs.conf', '/usr/lib/libc.so', '/usr/lib/libz.so']
    const [conf, libc, libz] = paths as [string, string, string]
    const lower = { files: { ...RELEASE, [conf]: 'old', [libc]: 'old' }, instruction: 'ADD rootfs.tar /' }
    const upper = { files: { [conf]: 'new', [libc]: 'new', [libz]: 'new' }, instruction: 'RUN upgrade' }
    const [before, after] = [treeOf([lower.files]), treeOf([upper.files])]
    const losses = [conf, libc].map((path) => {
      return { node: before.get(path)!, kind: 'overwritten', layer: 1, replacement: after.get(path)! } as const
    })
    const libs = { type: 'deb', name: 'libs', layer: 1, paths: [libc, libz] } as const
    const config = { type: 'deb', name: 'config', layer: 0, paths: [conf] } as const
    expect(own({ layers: [lower, upper], packages: [libs, config], losses }).files).toEqual([conf, libz])
  })

  it('are those of a real image that its Dockerfile put there', async () => {
    const { files } = fitApp(await fixtureImage('webapp'))
    const paths = files.map(({ path }) => path)
    expect(paths).toContain('/srv/www/index.html')
    expect(paths).toContain('/etc/ssl/certs/ca-certificates.crt')
    expect(paths).not.toContain('/usr/bin/busybox')
    expect(paths).not.toContain('/var/lib/dpkg/status')
  })
})

describe('what an app starts', () => {
  const starts = (image: TestImage): string[] =>
    fitApp(imageFrom(image)).starts.map(({ says, path, as }) => `${as} ${says}: ${path}`)
  const files = { '/bin/a': program([]), '/bin/b': program([]), '/data': 'x' }

  it('is what its command names, and its health check', () => {
    const healthcheck = { test: ['CMD', 'b', '/data'] }
    expect(starts({ layers: [{ files }], config: { cmd: ['a', '/data'], healthcheck } })).toEqual([
      'program a: /bin/a',
      'argument /data: /data',
      'healthcheck b: /bin/b',
    ])
  })

  it('is what its image lacks, too', () => {
    expect(starts({ layers: [{ files }], config: { cmd: ['c', '/data'] } })).toEqual([
      'program c: null',
      'argument /data: /data',
    ])
  })

  it('is every program, where there is no command', () => {
    expect(starts({ layers: [{ files }] })).toEqual(['program /bin/a: /bin/a', 'program /bin/b: /bin/b'])
  })
})

describe('a list of layers', () => {
  it.each([
    ['2', [2]],
    ['2,4-6', [2, 4, 5, 6]],
    ['0-0, 1', [0, 1]],
  ])('%s', (text, layers) => {
    expect(parseLayers(text)).toEqual(layers)
  })

  it.each(['', 'a', '2-', '6-4', '-1', '1;2', '1-99999999'])('is an error where it is none: %j', (text) => {
    expect(() => parseLayers(text)).toThrow('is no list of layers; write their numbers, as in 2,4-6.')
  })

  it('is none where nothing is said', () => {
    expect(parseLayers(undefined)).toBeUndefined()
  })
})
