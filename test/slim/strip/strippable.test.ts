import { expect, it } from 'vitest'
import { elfCataloger } from '../../../src/catalogers/elf/elf-cataloger.ts'
import type { ElfFact } from '../../../src/catalogers/elf/loader-configuration.ts'
import type { TreeNode } from '../../../src/rootfs/tree.ts'
import type { Decision } from '../../../src/slim/keep-reason.ts'
import type { SlimImage } from '../../../src/slim/slim-image.ts'
import { strippable } from '../../../src/slim/strip/strippable.ts'
import { elfFile } from '../../catalogers/elf/elf-file.ts'
import { type LayerFile, treeOf } from '../../support/tree-of.ts'

const LIBRARY = { content: elfFile('libdebug.so') }
const BARE = { content: elfFile('libdemo.so.1') }

/** The paths that are to be stripped where all stays but what is in /gone. */
function strippableOf(files: Record<string, LayerFile>): string[] {
  const binaries = treeOf<ElfFact>([files], elfCataloger)
  const decisions = new Map(
    Array.from(binaries.nodes(), (node): [TreeNode, Decision] => {
      const reason = { kind: 'test', says: '', because: null }
      return [node, { keep: !node.path.startsWith('/gone/'), reason } as Decision]
    }),
  )
  const found = strippable(decisions, { binaries, tree: binaries } as unknown as SlimImage)
  expect([...found.values()].every((bytes) => bytes > 0)).toBe(true)
  return [...found.keys()].map(({ path }) => path)
}

it('is what stays and has debug sections or symbols', () => {
  const files = { '/lib/libdebug.so': LIBRARY, '/lib/libdemo.so.1': BARE, '/gone/libdebug.so': LIBRARY, '/etc/x': 'x' }
  expect(strippableOf(files)).toEqual(['/lib/libdebug.so'])
})

it.each([
  ['fipscheck', '/usr/lib64/libcrypto.so.3', '/usr/lib64/.libcrypto.so.3.hmac'],
  ['fipscheck, in a directory', '/usr/lib64/libgcrypt.so.20', '/usr/lib64/fipscheck/libgcrypt.so.20.hmac'],
  ['NSS', '/usr/lib/libsoftokn3.so', '/usr/lib/libsoftokn3.chk'],
  ['OpenSSL’s FIPS provider', '/usr/lib/ossl-modules/fips.so', '/etc/ssl/fipsmodule.cnf'],
])('is nothing that is checked to the byte: %s', (_, path, beside) => {
  expect(strippableOf({ [path]: LIBRARY, [beside]: 'digest' })).toEqual([])
})
