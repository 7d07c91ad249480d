import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Package } from '../../src/catalogers/packages/package.ts'
import { compareVersions } from '../../src/versions/compare-versions.ts'
import { signOf } from './ordered.ts'

/**
 * What versions of each type are made of. Two orders contradict themselves over three odd versions, as the originals do: Maven's where
 * a word stands between dots or follows `ga`, pacman's where a separator stands at the end or one has no release.
 */
const PIECES: Readonly<Record<Package['type'], readonly string[]>> = {
  apk: ['0', '1', '10', '.', '.0', 'a', '_alpha', '_rc', '_p', '_git2', '~ab', '-r1', '!'],
  cargo: ['0', '1', '10', '.', '-', 'a', '-rc.1', '.2', '+b'],
  chisel: ['0', '1', '9', ':', '.', '~', '+', '-', 'a', 'rc'],
  composer: ['0', '1', '10', '.', '-', 'alpha', 'b', 'rc', 'dev', 'p', 'x', 'stable', '20'],
  conda: ['0', '1', '10', '.', '_', 'a', 'post', 'dev', 'rc', '!', '+', '*'],
  deb: ['0', '1', '9', ':', '.', '~', '+', '-', 'a', 'rc'],
  gem: ['0', '1', '10', '.', '.0', 'a', 'rc', '-', '.pre'],
  golang: ['v', '0', '1', '10', '.', '-', '-rc.1', '+incompatible', 'rc2'],
  maven: ['0', '1', '10', '.2', '.0', '-3', '-alpha', 'rc', '-sp', 'x', '-rc1'],
  npm: ['0', '1', '10', '.', '-', 'a', '-rc.1', '.2', '+b'],
  nuget: ['0', '1', '10', '.', '-', 'A', 'a', '-rc.1', '.2', '+b'],
  pacman: ['0', '1', '10', '.2', '..3', '_4', '.a', 'rc', '+5'],
  pypi: ['0', '1', '10', '.', 'a', 'rc', '.post', '.dev', '-', '!', '+', '_'],
  rpm: ['0', '1', '10', '.', '~', '^', '-', 'a', 'rc', '_', ':'],
}
const TYPES = Object.keys(PIECES) as Package['type'][]

/** A version, or what is nearly one. */
function versions(type: Package['type']): fc.Arbitrary<string> {
  const start = type === 'golang' ? 'v1.0.' : ['npm', 'cargo'].includes(type) ? '1.0.' : '1'
  return fc
    .array(fc.constantFrom(...PIECES[type]), { maxLength: 6 })
    .map((pieces) => `${start}${pieces.join('')}${type === 'pacman' ? '-1' : ''}`)
}

describe.for(TYPES)('the order of %s', (type) => {
  it('is the opposite the other way round, and says that a version is equal to itself', () => {
    fc.assert(
      fc.property(versions(type), versions(type), (a, b) => {
        const sign = signOf(type, a, b)
        expect(signOf(type, b, a)).toBe(sign === null ? null : 0 - sign)
        expect([0, null]).toContain(signOf(type, a, a))
      }),
      { numRuns: 500 },
    )
  })

  it('holds over three versions', () => {
    fc.assert(
      fc.property(versions(type), versions(type), versions(type), (a, b, c) => {
        const [ab, bc, ac] = [signOf(type, a, b), signOf(type, b, c), signOf(type, a, c)]
        fc.pre(ab !== null && bc !== null && ac !== null)
        if (ab === 0) expect(ac).toBe(bc)
        if (bc === 0) expect(ac).toBe(ab)
        if (ab === bc) expect(ac).toBe(ab)
      }),
      { numRuns: 500, maxSkipsPerRun: 1000 },
    )
  })

  it('takes any text, of any length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(compareVersions(type, a, b)).not.toBeNaN()
      }),
    )
    for (const piece of ['1', '0', 'a', '-', '.1', '1a', '1-', '~', '_p1', '+', '+ ', ' ']) {
      const long = `1${piece.repeat(30_000)}`
      expect(compareVersions(type, long, `${long}!`)).not.toBeNaN()
    }
  })
})
