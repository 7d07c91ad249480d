import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globMatcher } from '../../../src/plan/chisel/slice-glob.ts'

/** The rules of chisel's strdist.GlobPath, as its documentation words them, tried in every way. */
function matches(glob: string, path: string): boolean {
  if (glob === '') return path === ''
  if (glob.startsWith('**')) return matches(glob.slice(2), path) || (path !== '' && matches(glob, path.slice(1)))
  const [first, ...rest] = glob
  if (first === '*')
    return matches(rest.join(''), path) || (path !== '' && path[0] !== '/' && matches(glob, path.slice(1)))
  return path !== '' && (first === '?' ? path[0] !== '/' : first === path[0]) && matches(rest.join(''), path.slice(1))
}

describe('a glob of a slice', () => {
  it('matches what chisel matches', () => {
    const glob = fc.string({ unit: fc.constantFrom(...'ab/*?'), maxLength: 8 })
    const path = fc.string({ unit: fc.constantFrom(...'ab/'), maxLength: 8 })
    fc.assert(
      fc.property(glob, path, (pattern, text) => {
        expect(globMatcher(pattern)(text)).toBe(matches(pattern, text))
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['/usr/lib/*-linux-*/libc.so.*', '/usr/lib/x86_64-linux-gnu/libc.so.6', true],
    ['/usr/lib/*-linux-*/libc.so.*', '/usr/lib/x86_64-linux-gnu/deep/libc.so.6', false],
    ['/usr/share/zoneinfo/**', '/usr/share/zoneinfo/Europe/Berlin', true],
    ['/usr/share/zoneinfo/**', '/usr/share/zoneinfo', false],
    ['/a/**/b', '/a/b', false],
    ['/a[b]{c}', '/a[b]{c}', true],
  ])('%s: %s is %s', (glob, path, expected) => {
    expect(globMatcher(glob)(path)).toBe(expected)
  })
})
