import fc from 'fast-check'
import { PackageURL } from 'packageurl-js'
import { describe, expect, it } from 'vitest'
import type { OsRelease } from '../../../src/catalogers/os-release.ts'
import { type PurlParts, purlOf } from '../../../src/catalogers/packages/purl.ts'

function osOf(id: string, versionId: string | null): OsRelease {
  return { id, idLike: [], versionId, versionCodename: null, prettyName: null, variantId: null }
}

describe('purlOf', () => {
  const cases: [what: string, part: PurlParts, os: OsRelease | null, purl: string][] = [
    [
      'deb, with the epoch in its version',
      { type: 'deb', name: 'libstdc++6', version: '1:12.2.0-14+deb12u1', architecture: 'amd64', source: null },
      osOf('debian', '12'),
      'pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12',
    ],
    [
      'deb of a source package of another name and version',
      {
        type: 'deb',
        name: 'libgcc-s1',
        version: '12.2.0-14',
        architecture: 'amd64',
        source: { name: 'gcc-12', version: '12.2.0-13' },
      },
      osOf('ubuntu', '24.04'),
      'pkg:deb/ubuntu/libgcc-s1@12.2.0-14?arch=amd64&distro=ubuntu-24.04&upstream=gcc-12%4012.2.0-13',
    ],
    [
      'apk whose origin is another package',
      {
        type: 'apk',
        name: 'libcrypto3',
        version: '3.3.2-r0',
        architecture: 'x86_64',
        source: { name: 'openssl', version: '3.3.2-r0' },
      },
      osOf('alpine', '3.20.3'),
      'pkg:apk/alpine/libcrypto3@3.3.2-r0?arch=x86_64&distro=alpine-3.20.3&upstream=openssl',
    ],
    [
      'rpm, with the epoch beside its version and the file of the source package',
      {
        type: 'rpm',
        name: 'openssl-libs',
        version: '1:3.0.7-24.el9',
        architecture: 'x86_64',
        source: { name: 'openssl', version: '3.0.7-24.el9' },
      },
      osOf('rhel', '9.4'),
      'pkg:rpm/redhat/openssl-libs@3.0.7-24.el9?arch=x86_64&distro=rhel-9.4&epoch=1&upstream=openssl-3.0.7-24.el9.src.rpm',
    ],
    [
      'pacman, of a distribution without versions',
      { type: 'pacman', name: 'pacman', version: '6.1.0-3', architecture: 'x86_64', source: null },
      osOf('arch', null),
      'pkg:alpm/arch/pacman@6.1.0-3?arch=x86_64&distro=arch',
    ],
    [
      'chisel without an os-release, from the archive it cuts',
      { type: 'chisel', name: 'libc6', version: '2.39-0ubuntu8', architecture: 'amd64', source: null },
      null,
      'pkg:deb/ubuntu/libc6@2.39-0ubuntu8?arch=amd64',
    ],
  ]
  it.each(cases)('names %s', (_, part, os, purl) => {
    expect(purlOf(part, os)).toBe(purl)
  })

  const languages: [part: Pick<PurlParts, 'type' | 'name' | 'version' | 'qualifiers'>, purl: string][] = [
    [{ type: 'npm', name: '@Scope/Thing', version: '1.0.0+x' }, 'pkg:npm/%40scope/thing@1.0.0%2Bx'],
    [{ type: 'pypi', name: 'Zope.Interface__x', version: '6.0' }, 'pkg:pypi/zope-interface-x@6.0'],
    [
      { type: 'gem', name: 'json', version: '2.7.1', qualifiers: { platform: 'java' } },
      'pkg:gem/json@2.7.1?platform=java',
    ],
    [
      { type: 'golang', name: 'github.com/Masterminds/semver/v3', version: 'v3.2.1' },
      'pkg:golang/github.com/Masterminds/semver/v3@v3.2.1',
    ],
    [{ type: 'golang', name: 'example.com/app', version: '' }, 'pkg:golang/example.com/app'],
    [{ type: 'cargo', name: 'serde_json', version: '1.0.0' }, 'pkg:cargo/serde_json@1.0.0'],
    [
      { type: 'maven', name: 'org.apache.commons:commons-io', version: '2.11' },
      'pkg:maven/org.apache.commons/commons-io@2.11',
    ],
    [{ type: 'composer', name: 'Monolog/Monolog', version: '3.5.0' }, 'pkg:composer/monolog/monolog@3.5.0'],
    [{ type: 'nuget', name: 'Newtonsoft.Json', version: '13.0.1' }, 'pkg:nuget/Newtonsoft.Json@13.0.1'],
    [
      { type: 'conda', name: 'zlib', version: '1.2.13', qualifiers: { build: 'h_1', channel: 'main' } },
      'pkg:conda/zlib@1.2.13?build=h_1&channel=main',
    ],
  ]
  it.each(languages)('names $type packages as packageurl-js reads them: %s', (part, purl) => {
    expect(purlOf({ architecture: 'x64', source: null, ...part }, osOf('debian', '12'))).toBe(purl)
    const read = PackageURL.fromString(purl)
    const full = [read.namespace, read.name].filter(Boolean).join(part.type === 'maven' ? ':' : '/')
    const keepsCase = !['npm', 'pypi', 'composer'].includes(part.type)
    expect(full).toBe(part.type === 'pypi' ? 'zope-interface-x' : keepsCase ? part.name : part.name.toLowerCase())
    expect(read.version ?? '').toBe(part.version)
    expect({ ...read.qualifiers }).toEqual(part.qualifiers ?? {})
  })

  it('writes what packageurl-js reads back, whatever the names hold', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() === value)
    // packageurl-js 2.0.1 decodes qualifiers twice, so that a percent sign in one fails; and a namespace's slash divides it.
    const qualifier = text.filter((value) => !/[%/]|^\.+$/.test(value))
    fc.assert(
      fc.property(text, text, qualifier, qualifier, (name, version, architecture, id) => {
        fc.pre(!id.startsWith('opensuse') && id !== 'rhel')
        const part = { type: 'apk', name, version, architecture, source: null } as const
        const read = PackageURL.fromString(purlOf(part, osOf(id, '1')))
        expect(read).toMatchObject({ type: 'apk', namespace: id.toLowerCase(), name: name.toLowerCase(), version })
        expect(read.qualifiers).toEqual({ arch: architecture, distro: `${id}-1` })
      }),
    )
    fc.assert(
      fc.property(text, text, text, (scope, name, version) => {
        fc.pre(!/[/]|^\.+$/.test(scope + name) && ![scope, name].includes(''))
        const part = { type: 'npm', name: `@${scope}/${name}`, version, architecture: null, source: null } as const
        const read = PackageURL.fromString(purlOf(part, null))
        expect(read).toMatchObject({ namespace: `@${scope.toLowerCase()}`, name: name.toLowerCase(), version })
      }),
    )
  })
})
