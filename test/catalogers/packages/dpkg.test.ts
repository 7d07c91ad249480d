import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dpkgCataloger } from '../../../src/catalogers/packages/dpkg.ts'
import { parseDpkgStatus } from '../../../src/catalogers/packages/dpkg-entry.ts'
import { needProgram } from '../../support/programs.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

const STATUS = '/var/lib/dpkg/status'
const INFO = '/var/lib/dpkg/info'

/** In each state of dpkg(1), with and without epoch, source and architecture qualifier. */
const DATABASE = `Package: libc6
Status: install ok installed
Source: glibc
Version: 2.36-9+deb12u9
Architecture: amd64
Multi-Arch: same
Depends: libgcc-s1,
 libcrypt1 (>= 1:4.4.10-10~)
Pre-Depends: base-files | base
Provides: libc6-2.36, libc-abi (= 2.36)
Maintainer: GNU Libc Maintainers <debian-glibc@lists.debian.org>
Description: GNU C Library
 Contains the standard libraries.
 .
 Package: not a field

Package: libc6
Status: install ok installed
Source: glibc
Version: 2.36-9+deb12u9
Architecture: i386
Multi-Arch: same
Maintainer: x
Description: y

Package: libgcc-s1
Status: hold ok installed
Source: gcc-12 (12.2.0-14)
Version: 1:12.2.0-14+b1
Architecture: amd64
Maintainer: x
Description: y

Package: removed
Status: deinstall ok config-files
Version: 1.0
Architecture: all
Maintainer: x
Description: y

Package: halfway
Status: install reinstreq half-installed
Version: 1.0
Architecture: all
Maintainer: x
Description: y

Package: never
Status: unknown ok not-installed
Architecture: all
Maintainer: x
Description: y

`

function packagesOf(layers: Record<string, LayerFile>[]) {
  const image = conclusionOf()
  return { packages: dpkgCataloger.conclude(treeOf(layers, dpkgCataloger), image), warnings: image.warnings }
}

describe('the dpkg cataloger', () => {
  it('reads installed packages with full version, source and relations, and no others', () => {
    const { packages, warnings } = packagesOf([{ [STATUS]: DATABASE }])
    expect(warnings).toEqual([])
    expect(packages.map(({ name, version, architecture }) => [name, version, architecture])).toEqual([
      ['libc6', '2.36-9+deb12u9', 'amd64'],
      ['libc6', '2.36-9+deb12u9', 'i386'],
      ['libgcc-s1', '1:12.2.0-14+b1', 'amd64'],
    ])
    expect(packages[0]).toMatchObject({
      type: 'deb',
      source: { name: 'glibc', version: '2.36-9+deb12u9' },
      dependencies: ['base-files | base', 'libgcc-s1', 'libcrypt1 (>= 1:4.4.10-10~)'],
      provides: ['libc6-2.36', 'libc-abi (= 2.36)'],
      purl: 'pkg:deb/debian/libc6@2.36-9%2Bdeb12u9?arch=amd64&upstream=glibc',
      database: STATUS,
    })
    expect(packages[2]?.source).toEqual({ name: 'gcc-12', version: '12.2.0-14' })
  })

  it('agrees with dpkg-query on what is installed', (context) => {
    needProgram(context, 'dpkg-query')
    const directory = mkdtempSync(join(tmpdir(), 'imgpeek-dpkg-'))
    try {
      writeFileSync(join(directory, 'status'), DATABASE)
      const format = ['$', '{Package} $', '{Version} $', '{Architecture} $', '{db:Status-Status}\\n'].join('')
      const said = execFileSync('dpkg-query', [`--admindir=${directory}`, '-W', '-f', format], { encoding: 'utf8' })
      const installed = said.split('\n').filter((line) => line.endsWith(' installed'))
      const { packages } = packagesOf([{ [STATUS]: DATABASE }])
      const read = packages.map(({ name, version, architecture }) => `${name} ${version} ${architecture} installed`)
      expect(read.sort()).toEqual(installed.sort())
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it('takes the files of each architecture from its own list', () => {
    const { packages } = packagesOf([
      {
        [STATUS]: DATABASE,
        [`${INFO}/libc6:amd64.list`]: '/.\n/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu/libc.so.6\n',
        [`${INFO}/libc6:i386.list`]: '/.\n/lib/i386-linux-gnu/libc.so.6\n',
        [`${INFO}/libgcc-s1.md5sums`]: '0123456789abcdef0123456789abcdef  lib/libgcc_s.so.1\n',
      },
    ])
    expect(packages.map(({ paths }) => paths)).toEqual([
      ['/lib/x86_64-linux-gnu', '/lib/x86_64-linux-gnu/libc.so.6'],
      ['/lib/i386-linux-gnu/libc.so.6'],
      ['/lib/libgcc_s.so.1'],
    ])
  })

  it('reads names that are not UTF-8 the way layers do', () => {
    const list = Buffer.from([...Buffer.from('/.\n/caf'), 0xe9, 0x0a])
    const { packages } = packagesOf([{ [STATUS]: DATABASE, [`${INFO}/libc6:amd64.list`]: list }])
    expect(packages[0]?.paths).toEqual(['/caf\udce9'])
  })

  it('says which layer brought a package: that of its list, or the first that states its version', () => {
    const upgraded = DATABASE.replace('Version: 1:12.2.0-14+b1', 'Version: 1:12.2.0-15')
    const { packages } = packagesOf([
      { [STATUS]: DATABASE, [`${INFO}/libc6:amd64.list`]: '/.\n' },
      { [STATUS]: upgraded },
      { [STATUS]: upgraded, [`${INFO}/libc6:amd64.list`]: '/.\n' },
    ])
    expect(packages.map(({ layer }) => layer)).toEqual([2, 0, 1])
  })

  it('reads distroless packages, a file each, with their checksums as file lists', () => {
    const control = 'Package: tzdata\nVersion: 2024b-0+deb12u1\nArchitecture: all\nDepends: debconf (>= 0.5)\n'
    const { packages, warnings } = packagesOf([
      { '/etc/os-release': 'ID=debian\n' },
      {
        '/var/lib/dpkg/status.d/dHpkYXRh': control,
        '/var/lib/dpkg/status.d/dHpkYXRh.md5sums': '0123456789abcdef0123456789abcdef  usr/share/zoneinfo/UTC\n',
      },
    ])
    expect(warnings).toEqual([])
    expect(packages).toMatchObject([
      {
        name: 'tzdata',
        version: '2024b-0+deb12u1',
        architecture: 'all',
        paths: ['/usr/share/zoneinfo/UTC'],
        database: '/var/lib/dpkg/status.d/dHpkYXRh',
        layer: 1,
      },
    ])
  })

  it('finds licenses through the symlinked documentation of packages of one source', () => {
    const { packages } = packagesOf([
      {
        [STATUS]: DATABASE,
        '/usr/share/doc/libgcc-s1': { symlink: 'gcc-12-base' },
        '/usr/share/doc/gcc-12-base/copyright': 'See /usr/share/common-licenses/GPL-3.\n',
      },
    ])
    expect(packages.map(({ licenses }) => licenses)).toEqual([[], [], ['GPL-3']])
  })

  it('gives what was whole of a database that is cut short, and warns', () => {
    const cut = DATABASE.slice(0, DATABASE.indexOf('12.2.0-14+b1') + 4)
    const { packages, warnings } = packagesOf([{ [STATUS]: cut }])
    expect(packages.map(({ name }) => name)).toEqual(['libc6', 'libc6'])
    expect(warnings).toEqual([expect.stringContaining(STATUS)])
  })

  it('warns of a status.d file that is no control file', () => {
    const { packages, warnings } = packagesOf([{ '/var/lib/dpkg/status.d/x': '\0\u0001 garbage' }])
    expect(packages).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('/var/lib/dpkg/status.d/x')])
  })

  it('states a limit for each file it wants, and wants no others', () => {
    const wants = (path: string) => {
      const selection = dpkgCataloger.select({ path } as never, new Uint8Array())
      return selection !== undefined && 'limit' in selection && selection.limit < 500e6
    }
    expect(
      [STATUS, `${INFO}/a.list`, '/usr/share/doc/a/copyright', '/var/lib/dpkg/status.d/a'].map(wants),
    ).not.toContain(false)
    expect(
      [`${STATUS}-old`, `${INFO}/a.postinst`, '/usr/share/doc/a/b/copyright', '/srv/var/lib/dpkg/status'].map(wants),
    ).not.toContain(true)
  })
})

describe('parseDpkgStatus', () => {
  it('takes any text, and any cut of a good one loses only what follows', () => {
    fc.assert(fc.property(fc.string(), (text) => parseDpkgStatus(text).entries.every(({ name }) => name !== '')))
    const whole = parseDpkgStatus(DATABASE).entries
    fc.assert(
      fc.property(fc.nat(DATABASE.length), (length) => {
        const { entries } = parseDpkgStatus(DATABASE.slice(0, length))
        expect(entries.map(({ name, version }) => [name, version])).toEqual(
          whole.slice(0, entries.length).map(({ name, version }) => [name, version]),
        )
      }),
    )
  })
})
