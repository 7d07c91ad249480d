import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apkCataloger } from '../../../src/catalogers/packages/apk.ts'
import { parseApkInstalled } from '../../../src/catalogers/packages/apk-installed.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'

const DATABASE = '/lib/apk/db/installed'

const MUSL = `C:Q1ZvO2YB9kMFLQWy0Ir1ZBqbnwYmU=
P:musl
V:1.2.5-r0
A:x86_64
S:401140
I:667648
T:the musl c library (libc) implementation
U:https://musl.libc.org/
L:MIT
o:musl
m:Timo Teräs <timo.teras@iki.fi>
t:1709643430
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1uhnrbNOoGnU8HuyDhNLJUmlxPBU=
R:libc.musl-x86_64.so.1
a:0:0:777
Z:Q17yJ3JFNypA4mxhJJr0ou6CzsJVI=

`
const LIBCRYPTO = `P:libcrypto3
V:3.3.2-r0
A:x86_64
L:Apache-2.0
o:openssl
D:so:libc.musl-x86_64.so.1 !libressl
F:
M:0:0:1777
R:at-root
F:usr/lib/caf\u00e9
R:engine.so

`

function packagesOf(layers: Record<string, LayerFile>[]) {
  const image = conclusionOf()
  return { packages: apkCataloger.conclude(treeOf(layers, apkCataloger), image), warnings: image.warnings }
}

describe('the apk cataloger', () => {
  it('reads packages with origin, license, dependencies and files', () => {
    const { packages, warnings } = packagesOf([{ [DATABASE]: MUSL + LIBCRYPTO }])
    expect(warnings).toEqual([])
    expect(packages).toEqual([
      {
        type: 'apk',
        name: 'musl',
        version: '1.2.5-r0',
        architecture: 'x86_64',
        source: { name: 'musl', version: '1.2.5-r0' },
        licenses: ['MIT'],
        purl: 'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64',
        paths: ['/lib', '/lib/ld-musl-x86_64.so.1', '/lib/libc.musl-x86_64.so.1'],
        database: DATABASE,
        layer: 0,
        dependencies: [],
        provides: ['so:libc.musl-x86_64.so.1=1'],
      },
      {
        type: 'apk',
        name: 'libcrypto3',
        version: '3.3.2-r0',
        architecture: 'x86_64',
        source: { name: 'openssl', version: '3.3.2-r0' },
        licenses: ['Apache-2.0'],
        purl: 'pkg:apk/alpine/libcrypto3@3.3.2-r0?arch=x86_64&upstream=openssl',
        paths: ['/at-root', '/usr/lib/caf\u00e9', '/usr/lib/caf\u00e9/engine.so'],
        database: DATABASE,
        layer: 0,
        dependencies: ['so:libc.musl-x86_64.so.1'],
        provides: [],
      },
    ])
  })

  it('says which layer brought a package at its version', () => {
    const upgraded = LIBCRYPTO.replace('3.3.2', '3.3.3')
    const { packages } = packagesOf([
      { [DATABASE]: MUSL },
      { [DATABASE]: MUSL + LIBCRYPTO },
      { '/srv/file': '' },
      { [DATABASE]: MUSL + upgraded },
    ])
    expect(packages.map(({ name, layer }) => [name, layer])).toEqual([
      ['musl', 0],
      ['libcrypto3', 3],
    ])
  })

  it('counts a package once where /lib leads to /usr/lib, and where both hold a database', () => {
    const merged = packagesOf([{ '/lib': { symlink: 'usr/lib' }, '/usr/lib/apk/db/installed': MUSL }])
    expect(merged.packages.map(({ database }) => database)).toEqual(['/usr/lib/apk/db/installed'])

    const both = packagesOf([
      { [DATABASE]: MUSL },
      { '/usr/lib/apk/db/installed': MUSL.replace('-r0', '-r1') + LIBCRYPTO },
    ])
    expect(both.packages.map(({ name, version }) => `${name} ${version}`)).toEqual([
      'musl 1.2.5-r1',
      'libcrypto3 3.3.2-r0',
    ])
  })

  it('gives what was whole of a database that is cut short, and warns', () => {
    const { packages, warnings } = packagesOf([{ [DATABASE]: MUSL + LIBCRYPTO.slice(0, 18) }])
    expect(packages.map(({ name }) => name)).toEqual(['musl'])
    expect(warnings).toEqual([expect.stringContaining(DATABASE)])
  })
})

describe('parseApkInstalled', () => {
  it('takes any text, and states no package without a name and a version', () => {
    const line = fc.oneof(fc.constantFrom('P:a', 'V:1', 'F:d', 'R:f', ''), fc.string())
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { entries } = parseApkInstalled(lines.join('\n'))
        return entries.every(
          ({ name, version, paths }) => name && version && paths.every((path) => path.startsWith('/')),
        )
      }),
    )
  })
})
