import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeCapabilities } from '../../../src/catalogers/posture/file-capabilities.ts'

describe('describeCapabilities', () => {
  // Set with setcap, read back with `getcap -n` and from the extended attribute (libcap 2.66).
  it.each([
    ['cap_net_raw=ep', '0100000200200000000000000000000000000000'],
    ['cap_net_admin,cap_net_raw=eip', '0100000200300000003000000000000000000000'],
    ['=ep', '01000002ffffffff00000000ff01000000000000'],
    ['=ep cap_sys_admin-ep', '01000002ffffdfff00000000ff01000000000000'],
    ['=ip', '00000002ffffffffffffffffff010000ff010000'],
    ['cap_chown,cap_setuid=p', '0000000281000000000000000000000000000000'],
    ['=p cap_chown+i', '00000002ffffffff01000000ff01000000000000'],
    ['=eip cap_chown-i', '01000002fffffffffeffffffff010000ff010000'],
    ['cap_net_raw=ep [rootid=1000]', '0100000300200000000000000000000000000000e8030000'],
  ])('writes %s as getcap does', (text, hex) => {
    expect(describeCapabilities(Buffer.from(hex, 'hex'))).toBe(text)
  })

  it('reads revision 1, which has 32 capabilities', () => {
    expect(describeCapabilities(Buffer.from('010000010020000000000000', 'hex'))).toBe('cap_net_raw=ep')
  })

  it('reads nothing from what is too short, too long or of another revision', () => {
    for (const hex of ['', '010000', '01000002', '0100000200200000', '0100000900200000000000000000000000000000']) {
      expect(describeCapabilities(Buffer.from(hex, 'hex'))).toBeNull()
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
        const text = describeCapabilities(bytes)
        expect(text === null).toBe(({ 1: 12, 2: 20, 3: 24 } as Record<number, number>)[bytes[3] ?? 0] !== bytes.length)
      }),
    )
  })
})
