import { describe, expect, it } from 'vitest'
import { pacmanCataloger } from '../../../src/catalogers/packages/pacman.ts'
import { FileContent } from '../../../src/layer/file-content.ts'
import { conclusionOf, treeOf } from '../../support/tree-of.ts'

const DIRECTORY = '/var/lib/pacman/local/shadow-4.16.0-1'
const DESC = `%NAME%
libshadow

%VERSION%
1:4.16.0-1

%BASE%
shadow

%ARCH%
x86_64

%LICENSE%
BSD-3-Clause
custom:own

%DEPENDS%
glibc
libcrypt.so=2-64

`
const FILES = `%FILES%
etc/
etc/login.defs
usr/bin/su

%BACKUP%
etc/login.defs\t0123456789abcdef0123456789abcdef

`

describe('the pacman cataloger', () => {
  it('reads a package from its directory, with the layer that wrote it', () => {
    const tree = treeOf(
      [{ '/etc/pacman.conf': '' }, { [`${DIRECTORY}/desc`]: DESC, [`${DIRECTORY}/files`]: FILES }],
      pacmanCataloger,
    )
    expect(pacmanCataloger.conclude(tree, conclusionOf())).toEqual([
      {
        type: 'pacman',
        name: 'libshadow',
        version: '1:4.16.0-1',
        architecture: 'x86_64',
        source: { name: 'shadow', version: '1:4.16.0-1' },
        licenses: ['BSD-3-Clause', 'custom:own'],
        purl: 'pkg:alpm/arch/libshadow@1:4.16.0-1?arch=x86_64&upstream=shadow',
        paths: ['/etc', '/etc/login.defs', '/usr/bin/su'],
        database: `${DIRECTORY}/desc`,
        layer: 1,
        dependencies: ['glibc', 'libcrypt.so=2-64'],
      },
    ])
  })

  it('refuses a description that is cut short before the version', () => {
    const content = FileContent.whole(Buffer.from('%NAME%\nlibshadow\n'))
    expect(() => pacmanCataloger.read({ path: `${DIRECTORY}/desc` } as never, content)).toThrow(/no version/)
  })
})
