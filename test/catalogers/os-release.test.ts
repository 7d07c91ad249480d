import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOsRelease } from '../../src/catalogers/os-release.ts'
import { osReleaseCataloger } from '../../src/catalogers/os-release-cataloger.ts'
import { needProgram } from '../support/programs.ts'
import { conclusionOf, type LayerFile, treeOf } from '../support/tree-of.ts'

function osOf(...layers: Record<string, LayerFile>[]) {
  return osReleaseCataloger.conclude(treeOf(layers, osReleaseCataloger), conclusionOf())
}

describe('the os-release cataloger', () => {
  it('reads what the file says', () => {
    const text = `NAME="Fedora Linux"
# a comment
ID=Fedora
ID_LIKE='rhel centos'
VERSION_ID=40
VERSION_CODENAME=""
PRETTY_NAME="Fedora Linux 40 (Container Image)"
VARIANT_ID=container
`
    expect(osOf({ '/etc/os-release': text })).toEqual({
      id: 'fedora',
      idLike: ['rhel', 'centos'],
      versionId: '40',
      versionCodename: null,
      prettyName: 'Fedora Linux 40 (Container Image)',
      variantId: 'container',
    })
  })

  it('follows the symlink in /etc to the file that is visible', () => {
    const link = { '/etc/os-release': { symlink: '../usr/lib/os-release' }, '/usr/lib/os-release': 'ID=debian\n' }
    expect(osOf(link, { '/usr/lib/os-release': 'ID=debian\nPRETTY_NAME=Distroless\n' })?.prettyName).toBe('Distroless')
  })

  it('prefers /etc over /usr/lib, and does without /etc', () => {
    expect(osOf({ '/etc/os-release': 'ID=a\n', '/usr/lib/os-release': 'ID=b\n' })?.id).toBe('a')
    expect(osOf({ '/usr/lib/os-release': 'ID=b\n' })?.id).toBe('b')
    expect(osOf({ '/etc/os-release': { symlink: '/nowhere' }, '/usr/lib/os-release': 'ID=b\n' })?.id).toBe('b')
  })

  it('is linux without an ID, and nothing without a file', () => {
    expect(osOf({ '/etc/os-release': 'NAME=Homemade\n' })?.id).toBe('linux')
    expect(osOf({ '/etc/hostname': 'x' })).toBeNull()
  })
})

describe('parseOsRelease', () => {
  it('unquotes as a shell does', (context) => {
    needProgram(context, 'sh')
    const text = String.raw`A=plain
B="double \"quoted\" \$HOME \\ \n"
C='single \" $HOME'
D=back\ slash
E=""
`
    const names = ['A', 'B', 'C', 'D', 'E']
    const script = `${text}\nfor v in "$A" "$B" "$C" "$D" "$E"; do printf '%s\\0' "$v"; done`
    const said = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
    const read = parseOsRelease(text)
    expect(names.map((name) => read[name])).toEqual(said)
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('"', "'", '\\', ''), (text, mark) => {
        expect(typeof parseOsRelease(`ID=${mark}${text}`).ID).toBe('string')
      }),
    )
  })
})
