import { beforeAll, describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import type { Rule } from '../../../src/gate/budget.ts'
import type { GatedImage } from '../../../src/gate/gated-image.ts'
import { baselineWith, madeImage, writtenRule } from '../../support/gated-image.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
let image: GatedImage
let hardened: GatedImage

/** An entry of apk's database whose package owns one file of `usr/lib`. */
const apk = (name: string, version: string, license: string): string =>
  `P:${name}\nV:${version}\nA:x86_64\nL:${license}\nF:usr/lib\nR:lib${name}\n\n`

beforeAll(async () => {
  const database = [
    apk('openssl', '3.0.10-r0', 'Apache-2.0'),
    apk('zlib', '1.3.1-r0', 'Zlib'),
    apk('perl', '5.38.2-r0', 'Artistic-1.0-Perl OR GPL-1.0-or-later'),
    apk('readline', '8.2.1-r1', 'GPL-3.0-or-later AND MIT'),
    apk('odd', '1', 'Company license'),
  ]
  image = await madeImage(scratch, [
    [
      'ADD rootfs.tar /',
      new LayerBuilder()
        .file('etc/os-release', 'ID=alpine\nVERSION_ID=3.20.1\n')
        .symlink('bin', 'usr/bin')
        .file('usr/bin/sh', '#!', { mode: 0o755 })
        .file('usr/bin/apk', 'apk', { mode: 0o755 })
        .file('usr/bin/su', 'su', { mode: 0o4755 })
        .file('usr/bin/mount', 'mount', { mode: 0o4755 }),
    ],
    [
      'RUN apk add openssl zlib perl readline odd',
      new LayerBuilder()
        .file('lib/apk/db/installed', database.join(''))
        .file('usr/lib/libopenssl', 'o'.repeat(300))
        .hardlink('usr/lib/libzlib', 'usr/lib/libopenssl')
        .file('usr/lib/libperl', 'p'.repeat(500))
        .file('usr/lib/libreadline', 'r'.repeat(200))
        .file('usr/lib/libodd', 'd'),
    ],
    [
      'RUN npm ci',
      new LayerBuilder()
        .file('app/node_modules/@acme/lib/package.json', '{"name":"@acme/lib","version":"2.1.0","license":"MIT"}')
        .file('app/node_modules/@acme/lib/index.js', 'x'.repeat(1000))
        .file('app/node_modules/bare/package.json', '{"name":"bare","version":"next"}')
        .file('root/.ssh/id_rsa', 'secret', { mode: 0o600 }),
    ],
  ])
  hardened = await madeImage(
    scratch,
    [
      [
        'COPY app /',
        new LayerBuilder()
          .file('app', '', { mode: 0o755 })
          .file('etc/ssl/certs/ca-certificates.crt', 'certificate')
          .file('etc/passwd', 'admin:x:0:0::/:/none\napp:x:1000:1000::/:/none\n'),
      ],
    ],
    { User: 'app' },
  )
})

function finding(key: string, rule: Partial<Rule>, judged: GatedImage = image) {
  const written = writtenRule(key, rule)
  return written.budget.judge(written.rule, judged)
}

const refusal = (key: string, rule: Partial<Rule>): string | undefined => {
  const written = writtenRule(key, rule)
  return written.budget.refuse?.(written.rule)
}

describe('denied packages', () => {
  test.each([
    ['openssl', 1],
    ['apk:openssl', 1],
    ['deb:openssl', 0],
    ['apk:*', 5],
    ['npm:@acme/*', 1],
    ['*', 7],
    ['bash', 0],
    ['openssl@<3.0.11', 1],
    ['openssl@<3.0.10-r0', 0],
    ['openssl@<=3.0.10-r0', 1],
    ['openssl@3.0.10-r0', 1],
    ['openssl@!=3.0.10-r0', 0],
    ['openssl@>=3.0,<3.0.11', 1],
    ['openssl@>= 3.1, < 4', 0],
    ['npm:@acme/lib@2.1.0', 1],
    ['npm:@acme/lib@>2.1.0', 0],
  ])('%s: %i', (subject, count) => {
    const { holds, offenders } = finding('deniedPackages', { subject })
    expect(holds).toBe(count === 0)
    expect(offenders).toHaveLength(count)
  })

  test('are named with version, size, layer and instruction', () => {
    expect(finding('deniedPackages', { subject: 'apk:openssl@<3.0.11' })).toMatchObject({
      message: 'apk:openssl@3.0.10-r0 is installed, which apk:openssl@<3.0.11 denies.',
      offenders: [
        {
          package: 'apk:openssl@3.0.10-r0',
          layer: 1,
          instruction: 'RUN apk add openssl zlib perl readline odd',
          bytes: 300,
        },
      ],
    })
  })

  test('count where their version cannot be compared, and say so', () => {
    expect(finding('deniedPackages', { subject: 'bare@<2' })).toMatchObject({
      holds: false,
      offenders: [{ package: 'npm:bare@next', detail: 'its version cannot be compared' }],
    })
  })
})

describe('required packages', () => {
  test.each([
    ['zlib', true, 'apk:zlib@1.3.1-r0 is installed.'],
    ['zlib@>=1.3', true, 'apk:zlib@1.3.1-r0 is installed.'],
    ['zlib@>=1.4', false, 'zlib@>=1.4 is required, and apk:zlib@1.3.1-r0 is installed.'],
    ['bare@>=1', false, 'bare@>=1 is required, and npm:bare@next is installed.'],
    ['bash', false, 'bash is required, and no such package is installed.'],
  ])('%s: %s', (subject, holds, message) => {
    expect(finding('requiredPackages', { subject })).toMatchObject({ holds, message })
  })
})

describe('patterns of packages that cannot be meant are refused', () => {
  test.each([
    ['', 'names no package'],
    ['deb:', 'names no package'],
    ['debian:bash', 'packages of debian have the type deb; write deb:bash'],
    ['go:golang.org/x/net', 'write golang:golang.org/x/net'],
    ['bash@', 'There is no version behind the @'],
    ['bash@^1.2', '"^1.2" is not a range of versions'],
    ['bash@=>1', 'is not a range of versions'],
    ['bash@1.*', 'is not a range of versions'],
    ['ba[sh', 'is never closed'],
  ])('%s', (subject, message) => {
    for (const key of ['deniedPackages', 'requiredPackages', 'packageSize']) {
      expect(refusal(key, { subject })).toContain(message)
    }
  })

  test.each(['bash', 'junit:junit', '@acme/lib', 'npm:@acme/lib@>=1 <2', 'deb:openssl@<1:3.0~rc1'])(
    'others are not: %s',
    (subject) => {
      expect(refusal('deniedPackages', { subject })).toBeUndefined()
    },
  )
})

describe('the size of packages', () => {
  test('is that of their files, each content once', () => {
    expect(finding('packageSize', { subject: '{openssl,zlib}', number: { limit: 300 } })).toMatchObject({
      holds: true,
      actual: 300,
    })
    expect(finding('packageSize', { subject: 'apk:*', number: { limit: 1000 } })).toMatchObject({
      holds: false,
      actual: 1001,
      message: 'The size of apk:* is 1.0 kB: 1 B more than the limit of 1.0 kB.',
      offenders: [{ package: 'apk:perl@5.38.2-r0', bytes: 500 }, {}, {}, {}, {}],
    })
    expect(finding('packageSize', { subject: 'bash', number: { limit: 0 } })).toMatchObject({ holds: true, actual: 0 })
  })

  test('may grow from what the baseline has for the same pattern', () => {
    const rule = { subject: 'npm:*', number: { growth: { by: 'amount', value: 10 } as const } }
    const actual = finding('packageSize', rule).actual!
    const against = (sizes: Record<string, Record<string, number>>) =>
      finding('packageSize', rule, { ...image, baseline: baselineWith({ sizes }) })
    expect(against({ packageSize: { 'npm:*': actual - 10 } })).toMatchObject({ holds: true, baseline: actual - 10 })
    expect(against({ packageSize: { 'npm:*': actual - 11 } })).toMatchObject({ holds: false })
    expect(against({ packageSize: { npm: actual } })).toMatchObject({ holds: null })
    expect(against({})).toMatchObject({ holds: null })
  })
})

describe('the size of paths', () => {
  test.each([
    ['/usr/lib/**', 1001],
    ['/usr/lib', 1001],
    ['/usr/lib/lib{openssl,zlib}', 300],
    ['*.js', 1000],
    // through a symlink, as a container sees it
    ['/bin/*', 12],
    ['/bin/su', 2],
    ['/nowhere/**', 0],
  ])('%s: %i bytes', (subject, bytes) => {
    expect(finding('pathSize', { subject, number: { limit: bytes } })).toMatchObject({ holds: true, actual: bytes })
    expect(finding('pathSize', { subject, number: { limit: bytes - 1 } })).toMatchObject({ holds: false })
  })

  test('names files with the packages that own them', () => {
    expect(finding('pathSize', { subject: '/usr/lib/**', number: { limit: 0 } }).offenders[0]).toMatchObject({
      path: '/usr/lib/libperl',
      package: 'apk:perl@5.38.2-r0',
      layer: 1,
      bytes: 500,
    })
  })
})

describe('paths', () => {
  test.each([
    ['/root/.ssh/**', ['/root/.ssh/id_rsa']],
    ['id_rsa', ['/root/.ssh/id_rsa']],
    ['/bin/sh', ['/usr/bin/sh']],
    ['/bin', ['/bin']],
    ['*.pem', []],
  ])('%s denies %j', (subject, paths) => {
    const { holds, offenders } = finding('deniedPaths', { subject })
    expect(holds).toBe(paths.length === 0)
    expect(offenders.map(({ path }) => path)).toEqual(paths)
  })

  test.each([
    ['/etc/os-release', true],
    ['/bin/su', true],
    ['/etc/*-release', true],
    ['/etc/passwd', false],
  ])('%s is required: %s', (subject, holds) => {
    expect(finding('requiredPaths', { subject }).holds).toBe(holds)
  })

  test.each(['', ' ', '/etc/[a', '/etc/{a'])('%j is refused', (subject) => {
    for (const key of ['deniedPaths', 'requiredPaths', 'pathSize']) expect(refusal(key, { subject })).toBeDefined()
  })
})

describe('licenses', () => {
  test.each([
    // perl may be had under the Artistic license
    ['GPL-*', ['apk:readline@8.2.1-r1']],
    ['gpl-3.0-or-later', ['apk:readline@8.2.1-r1']],
    ['GPL-3.0+', ['apk:readline@8.2.1-r1']],
    ['GPL-3.0', []],
    ['MIT', ['apk:readline@8.2.1-r1', 'npm:@acme/lib@2.1.0']],
    ['Company license', ['apk:odd@1']],
    ['unknown', ['npm:bare@next']],
    ['AGPL-*', []],
  ])('%s denies %j', (subject, packages) => {
    const { holds, offenders } = finding('deniedLicenses', { subject })
    expect(holds).toBe(packages.length === 0)
    expect(offenders.map((offender) => offender.package).sort()).toEqual(packages)
  })

  test('that are allowed must do for every package', () => {
    const names = ['MIT', 'Apache-2.0', 'Zlib', 'Artistic-*']
    expect(finding('allowedLicenses', { names })).toMatchObject({
      holds: false,
      message: '3 packages cannot be had under the allowed licenses alone.',
    })
    const offenders = finding('allowedLicenses', { names }).offenders.map(({ package: name, detail }) => [name, detail])
    expect(offenders.sort()).toEqual([
      ['apk:odd@1', 'Company license'],
      ['apk:readline@8.2.1-r1', 'GPL-3.0-or-later AND MIT'],
      ['npm:bare@next', 'unknown'],
    ])
    expect(finding('allowedLicenses', { names: [...names, 'GPL-*', 'unknown', 'company *'] }).holds).toBe(true)
  })

  test('a list without any is refused', () => {
    expect(refusal('allowedLicenses', { names: [] })).toBe('a list without a license allows none')
    expect(refusal('deniedLicenses', { subject: 'GPL-[3' })).toContain('never closed')
  })
})

describe('base and C library', () => {
  test.each([
    ['deniedBases', { subject: 'alpine' }, false],
    ['deniedBases', { subject: 'debian*' }, true],
    ['allowedBases', { names: ['distroless-*', 'alpine'] }, true],
    ['allowedBases', { names: ['distroless-*'] }, false],
    ['deniedLibc', { subject: 'glibc' }, true],
    ['deniedLibc', { subject: 'none' }, false],
    ['allowedLibc', { names: ['musl', 'none'] }, true],
    ['allowedLibc', { names: ['musl'] }, false],
  ])('%s %j: %s', (key, rule, holds) => {
    expect(finding(key, rule).holds).toBe(holds)
  })

  test('say what they are, and by what that is known', () => {
    expect(finding('allowedBases', { names: ['distroless', 'scratch'] })).toMatchObject({
      message: 'The base is alpine, and not one of distroless, scratch.',
      offenders: [{ detail: 'os-release says ID=alpine, VERSION_ID=3.20.1' }],
    })
  })

  test('a C library that there is not is refused', () => {
    expect(refusal('deniedLibc', { subject: 'gnu' })).toContain('"gnu" is no C library; write one of musl, glibc')
    expect(refusal('allowedLibc', { names: [] })).toBe('a list without a C library allows none')
    expect(refusal('deniedBases', { subject: 'mint' })).toBeUndefined()
  })
})

describe('posture', () => {
  test.each([
    ['shells', ['/usr/bin/sh']],
    ['packageManagers', ['/usr/bin/apk']],
  ])('%s', (key, paths) => {
    expect(finding(key, {})).toMatchObject({ holds: false, offenders: paths.map((path) => ({ path, layer: 0 })) })
    expect(finding(key, {}, hardened)).toMatchObject({ holds: true, offenders: [] })
  })

  test('the user that containers run as', () => {
    expect(finding('rootUser', {})).toMatchObject({
      holds: false,
      message: 'Containers run as root: the config names no user.',
    })
    expect(finding('rootUser', {}, hardened)).toMatchObject({ holds: true, message: 'Containers run as app.' })
  })

  test('CA certificates', () => {
    expect(finding('caCertificates', {}).holds).toBe(false)
    expect(finding('caCertificates', {}, hardened)).toMatchObject({
      holds: true,
      message: 'The CA certificates are in /etc/ssl/certs/ca-certificates.crt.',
    })
  })

  test('setuid files, but for those that are allowed', () => {
    expect(finding('allowedSetuid', { names: ['/usr/bin/*'] }).holds).toBe(true)
    expect(finding('allowedSetuid', { names: ['/usr/bin/su'] })).toMatchObject({
      holds: false,
      message: '1 file beside the allowed ones has the setuid or setgid bit.',
      offenders: [{ path: '/usr/bin/mount', bytes: 5 }],
    })
    expect(refusal('allowedSetuid', { names: [] })).toContain('setuidFiles: 0')
  })
})

test('what is in layers cannot be judged where they were not read', () => {
  expect(() => finding('rootUser', {}, { ...image, inventory: null })).toThrow('which were not read')
})
