import { describe, expect, test } from 'vitest'
import { resolveUser } from '../../../src/extract/bundle/user.ts'
import { ExitCode } from '../../../src/index.ts'

const accounts = {
  passwd: 'root:x:0:0:root:/root:/bin/sh\n# a comment\nbroken\nweb:x:33:34::/srv:/bin/false\n1000:x:7:7::/:\n\n',
  group: 'root:x:0:\nstaff:x:50:web,root\nadm:x:4:web\nweb:x:34:\nbad:x:y:web\n',
}

describe('the user of an image, in its own accounts', () => {
  test.each([
    ['', { uid: 0, gid: 0, additionalGids: [50] }],
    ['root', { uid: 0, gid: 0, additionalGids: [50] }],
    ['web', { uid: 33, gid: 34, additionalGids: [50, 4] }],
    ['web:staff', { uid: 33, gid: 50 }],
    ['web:1234', { uid: 33, gid: 1234 }],
    ['33', { uid: 33, gid: 34 }],
    ['33:33', { uid: 33, gid: 33 }],
    ['65532', { uid: 65_532, gid: 0 }],
    ['65532:65532', { uid: 65_532, gid: 65_532 }],
    [':adm', { uid: 0, gid: 4 }],
    ['1000', { uid: 1000, gid: 0 }],
    ['web:', { uid: 33, gid: 34, additionalGids: [50, 4] }],
  ])('“%s”', (text, user) => {
    expect(resolveUser(text, accounts)).toEqual(user)
  })

  test('without any accounts, numbers and root still are users', () => {
    const none = { passwd: '', group: '' }
    expect(resolveUser('', none)).toEqual({ uid: 0, gid: 0 })
    expect(resolveUser('12:34', none)).toEqual({ uid: 12, gid: 34 })
  })

  test.each([
    ['nobody', /user “nobody” is not in its \/etc\/passwd/],
    ['web:nogroup', /group “nogroup” is not in its \/etc\/group/],
    ['4294967296', /id that is too large/],
    ['0:99999999999', /id that is too large/],
  ])('“%s” is nobody', (text, message) => {
    expect(() => resolveUser(text, accounts)).toThrow(
      expect.objectContaining({ exitCode: ExitCode.unavailable, message: expect.stringMatching(message) }),
    )
  })
})
