import { describe, expect, it } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { accountsOf, accountsReader, parseGroup, parsePasswd } from '../../src/catalogers/accounts.ts'
import { buildAll, scanLayers } from '../support/scan-layers.ts'

describe('accounts', () => {
  it('are read from passwd(5) and group(5), without what is no account', () => {
    expect(parsePasswd('root:x:0:0:root:/root:/bin/sh\n# note\n+::::::\n\nwww:x:33:34\nx:y:z:1\n')).toEqual([
      { name: 'root', uid: 0, gid: 0 },
      { name: 'www', uid: 33, gid: 34 },
    ])
    expect(parseGroup('root:x:0:\nstaff:x:50:ann,bob\n:x:1:\n')).toEqual([
      { name: 'root', gid: 0, members: [] },
      { name: 'staff', gid: 50, members: ['ann', 'bob'] },
    ])
  })

  it.each([
    ['where they are', ''],
    ['where /etc leads to', 'usr/lib/'],
  ])('are found %s', async (_, home) => {
    const lower = new LayerBuilder().file(`${home || 'etc/'}passwd`, 'old:x:7:7::/:\n')
    const upper = new LayerBuilder().file(`${home || 'etc/'}passwd`, 'new:x:7:7::/:\n')
    if (home !== '') upper.symlink('etc/passwd', `../${home}passwd`)
    const { factsOf } = await scanLayers(await buildAll([lower, upper]), [accountsReader])
    expect(accountsOf(factsOf(accountsReader))).toEqual({ users: [{ name: 'new', uid: 7, gid: 7 }], groups: [] })
  })

  it('are none where the files are none', async () => {
    const layer = new LayerBuilder().directory('etc/passwd').file('etc/group', '\0\xff\n')
    const { factsOf } = await scanLayers(await buildAll([layer]), [accountsReader])
    expect(accountsOf(factsOf(accountsReader))).toEqual({ users: [], groups: [] })
  })
})
