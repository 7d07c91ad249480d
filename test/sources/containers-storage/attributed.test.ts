import type { BigIntStats } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { EntryHeader } from '../../../src/layer/entry.ts'
import { attributed } from '../../../src/sources/containers-storage/attributed.ts'
import { overlayDifference } from '../../../src/sources/containers-storage/overlay-difference.ts'

const HEADER: EntryHeader = {
  path: '/a',
  type: 'directory',
  mode: 0o700,
  uid: 1000,
  gid: 1000,
  size: 0,
  mtime: 1,
  linkTarget: null,
  xattrs: null,
  device: null,
}

async function entriesOf(
  attributes: Readonly<Record<string, string>>,
  header = HEADER,
): Promise<readonly EntryHeader[]> {
  const values = new Map(Object.entries(attributes).map(([name, value]) => [name, Buffer.from(value)]))
  const known = new Map([[header.path, values]])
  const ids = ({ uid, gid }: { uid: number; gid: number }) => ({ uid: uid - 1000, gid: gid - 1000 })
  return attributed(known, ids, overlayDifference(known))(header, {} as BigIntStats)
}

describe('an entry', () => {
  test('has the owner that it has in a container', async () => {
    expect(await entriesOf({})).toMatchObject([{ uid: 0, gid: 0, mode: 0o700, xattrs: null }])
  })

  test.each(['0:42:0640', '0:42:100640', '0:42:0640:file'])(
    'has what the storage keeps in an attribute: %s',
    async (text) => {
      const entries = await entriesOf({ 'user.containers.override_stat': text, 'user.own': 'x' })
      expect(entries).toMatchObject([{ uid: 0, gid: 42, mode: 0o640 }])
      expect([...entries[0]!.xattrs!.keys()]).toEqual(['user.own'])
    },
  )

  test.each(['', 'x', '1:2', '-1:0:644', '0:0:999', `${'9'.repeat(40)}:0:644`])(
    'is left alone by an attribute that makes no sense: %j',
    async (text) => {
      expect(await entriesOf({ 'user.containers.override_stat': text })).toMatchObject([{ uid: 0, mode: 0o700 }])
    },
  )

  test.each(['trusted.overlay.opaque', 'user.overlay.opaque', 'user.fuseoverlayfs.opaque'])(
    'that is opaque by %s has a mark behind it, and not the attribute',
    async (name) => {
      const entries = await entriesOf({ [name]: 'y' })
      expect(entries.map(({ path, xattrs }) => [path, xattrs])).toEqual([
        ['/a', null],
        ['/a/.wh..wh..opq', null],
      ])
      expect(await entriesOf({ [name]: 'n' })).toHaveLength(1)
    },
  )

  test('that is a character device 0/0 deletes its path; other devices are devices', async () => {
    const device = { ...HEADER, path: '/d/x', type: 'character-device' as const, device: { major: 0, minor: 0 } }
    expect(await entriesOf({}, device)).toMatchObject([{ path: '/d/.wh.x', type: 'file', size: 0 }])
    const zero = { ...device, device: { major: 1, minor: 5 } }
    expect(await entriesOf({}, zero)).toMatchObject([{ path: '/d/x', type: 'character-device' }])
  })
})
