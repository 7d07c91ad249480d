import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { UsageError } from '../../../src/errors.ts'
import { licenseMatcher } from '../../../src/gate/budgets/license-pattern.ts'
import { parsePackagePattern } from '../../../src/gate/budgets/package-pattern.ts'
import { pathsMatching, refusePath } from '../../../src/gate/budgets/path-pattern.ts'
import { parseVersionRange } from '../../../src/gate/budgets/version-range.ts'
import { compareVersions } from '../../../src/versions/compare-versions.ts'
import { imageOf } from '../../support/image-of.ts'

const text = fc.string({ unit: fc.constantFrom(...'abz019.:@<>=!~^ ,*?[]{}\\/-+'), maxLength: 16 })

/** What the function gives; undefined where it refuses the text. */
function unlessRefused<Result>(read: () => Result): Result | undefined {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return undefined
  }
}

describe('packages', () => {
  test('any text is read, or refused with a sentence', () => {
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const read = unlessRefused(() => parsePackagePattern(pattern))
        if (read === undefined) return
        expect(typeof read.names({ type: 'npm', name })).toBe('boolean')
        expect([true, false, null, undefined]).toContain(read.range?.({ type: 'npm', version: name }))
      }),
    )
  })

  test('a plain name means itself, with its type and without', () => {
    const names = fc.stringMatching(/^@?[a-z0-9]+([./:+-][a-z0-9]+)*$/)
    fc.assert(
      fc.property(names, (name) => {
        const { names: matches, range } = parsePackagePattern(`npm:${name}`)
        expect(range).toBeNull()
        expect(matches({ type: 'npm', name })).toBe(true)
        expect(matches({ type: 'deb', name })).toBe(false)
        expect(matches({ type: 'npm', name: `${name}x` })).toBe(false)
      }),
    )
  })
})

describe('ranges of versions', () => {
  const version = fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)).map((numbers) => numbers.join('.'))

  test('are in the order of the ecosystem', () => {
    fc.assert(
      fc.property(version, version, (found, wanted) => {
        const order = compareVersions('npm', found, wanted)!
        const isIn = (range: string): boolean | null => parseVersionRange(range)({ type: 'npm', version: found })
        expect(isIn(`<${wanted}`)).toBe(order < 0)
        expect(isIn(`<=${wanted}`)).toBe(order <= 0)
        expect(isIn(wanted)).toBe(order === 0)
        expect(isIn(`!=${wanted}`)).toBe(order !== 0)
        expect(isIn(`>=${wanted}`)).toBe(order >= 0)
        expect(isIn(`>${wanted}`)).toBe(order > 0)
        expect(isIn(`>=${wanted}, <=${wanted}`)).toBe(order === 0)
      }),
    )
  })

  // the orders themselves are tested in test/versions
  test.each([
    ['deb', '<1:3.0', '2:1.0', false],
    ['deb', '<3.0.11-1', '3.0.11-1~deb12u2', true],
    ['apk', '<1.3.1', '1.3.1_rc2-r0', true],
    ['rpm', '>=4.16', '4.16~rc1-1.el9', false],
    ['pypi', '<2.0', '2.0.dev1', true],
    ['golang', '<0.17.0', 'v0.9.0', true],
    ['golang', '<v0.17.0', 'v0.17.0', false],
    ['golang', '<v1.22.1', '1.22rc1', true],
  ] as const)('%s@%s and %s: %s', (type, range, version, expected) => {
    expect(parseVersionRange(range)({ type, version })).toBe(expected)
  })
})

describe('licenses', () => {
  test('any text is read, or refused with a sentence', () => {
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const matches = unlessRefused(() => licenseMatcher([pattern]))
        if (matches !== undefined) expect(typeof matches([name])).toBe('boolean')
      }),
    )
  })

  test.each([
    ['mit', 'MIT', true],
    ['GPL-3.0', 'GPL-3.0-only', true],
    ['GPL-3.0', 'GPL-3.0-or-later', false],
    ['GPL-3.0*', 'GPL-3.0-or-later', true],
    ['GPL-*', 'LGPL-2.1-only', false],
  ])('%s means %s: %s', (pattern, name, expected) => {
    expect(licenseMatcher([pattern])([name])).toBe(expected)
  })
})

describe('paths', () => {
  test('any text is read, or refused with a sentence', async () => {
    const { tree } = await imageOf(new LayerBuilder().symlink('bin', 'usr/bin').file('usr/bin/a'))
    fc.assert(
      fc.property(text, (pattern) => {
        if (refusePath({ subject: pattern, number: {}, names: [] }) !== undefined) return
        expect(Array.isArray(pathsMatching(tree, pattern))).toBe(true)
      }),
    )
  })

  test('a glob goes through symlinks as a container does, and no link leads out or around', async () => {
    const { tree } = await imageOf(
      new LayerBuilder()
        .symlink('bin', 'usr/bin')
        .symlink('up', '../../usr')
        .symlink('loop', 'loop')
        .symlink('odd', 'usr/{a}')
        .file('usr/{a}/file')
        .file('usr/bin/tool'),
    )
    const paths = (pattern: string) => pathsMatching(tree, pattern).map(({ path }) => path)
    expect(paths('/bin/tool')).toEqual(['/usr/bin/tool'])
    expect(paths('/bin/*')).toEqual(['/usr/bin/tool'])
    expect(paths('/up/bin/t*')).toEqual(['/usr/bin/tool'])
    expect(paths('/odd/*')).toEqual(['/usr/{a}/file'])
    expect(paths('/loop/*')).toEqual([])
    expect(paths('/bin')).toEqual(['/bin'])
  })
})
