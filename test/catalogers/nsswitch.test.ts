import { expect, it } from 'vitest'
import { parseNsswitch } from '../../src/catalogers/nsswitch.ts'

it('says which services each database is asked of, without what is done with their answers', () => {
  const text =
    '# comment\npasswd: files systemd # more\n\nhosts:\tfiles mdns4_minimal [NOTFOUND=return] dns\nempty:\nno line\n'
  expect(parseNsswitch(text).databases).toEqual([
    ['passwd', ['files', 'systemd']],
    ['hosts', ['files', 'mdns4_minimal', 'dns']],
    ['empty', []],
  ])
})
