import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InodeSet } from '../../src/rootfs/inode-set.ts'

const inodes = fc.array(fc.oneof(fc.nat(20), fc.nat(5000), fc.nat(2_000_000)))

describe('InodeSet', () => {
  it('tells inodes that are met for the first time as a Set would', () => {
    fc.assert(
      fc.property(inodes, (given) => {
        const set = new InodeSet()
        expect(given.map((inode) => set.add(inode))).toEqual(
          given.map((inode, index) => given.indexOf(inode) === index),
        )
      }),
    )
  })

  it('knows nothing of what came before it was cleared', () => {
    fc.assert(
      fc.property(inodes, (given) => {
        const set = new InodeSet()
        for (const inode of given) set.add(inode)
        set.clear()
        expect(given.map((inode) => set.add(inode))).toEqual(
          given.map((inode, index) => given.indexOf(inode) === index),
        )
      }),
    )
  })
})
