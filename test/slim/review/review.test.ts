import { describe, expect, it } from 'vitest'
import { UnavailableError } from '../../../src/errors.ts'
import { planSlim } from '../../../src/slim/plan-slim.ts'
import { Review } from '../../../src/slim/review/review.ts'
import type { ReviewGroup } from '../../../src/slim/review/review-groups.ts'
import type { SlimOptions } from '../../../src/slim/slim-options.ts'
import { library, program } from '../../catalogers/elf/elf-tree.ts'
import { imageFrom } from '../../fit/image.ts'
import { debianWith, fateOf } from '../plan-of.ts'

const LIB = '/usr/lib/x86_64-linux-gnu'
const SYSTEM = {
  [`${LIB}/libdemo.so.1`]: library(['libc.so.6'], { soname: 'libdemo.so.1' }),
  '/usr/share/demo/data': 'd'.repeat(50),
  '/usr/share/other/data': 'o'.repeat(90),
  '/usr/share/odd *[x]/one': '1',
  '/usr/share/odd *[x]/two': '2',
}
const OWN = { '/app': program(['libdemo.so.1']), '/srv/large': 's'.repeat(500), '/srv/small': 's' }
const PACKAGES = [
  { type: 'deb', name: 'libdemo1', paths: [`${LIB}/libdemo.so.1`, '/usr/share/demo/data'] },
  { type: 'deb', name: 'other', paths: ['/usr/share/other/data'] },
] as const
const IMAGE = imageFrom(debianWith(SYSTEM, OWN, { config: { cmd: ['/app'] }, packages: PACKAGES }))

/** A review of what the options lead to, and its groups by name. */
function reviewOf(options: SlimOptions = {}): { review: Review; group: (name: string) => ReviewGroup } {
  const planWith = (others: SlimOptions) => planSlim(IMAGE, { mode: 'files', ...others })
  const review = new Review(planWith(options), options, planWith)
  return { review, group: (name) => review.groups.find((each) => each.name === name)! }
}

describe('what there is to decide about', () => {
  it('is packages, and the topmost paths that none has and of which all stays or goes, the largest first', () => {
    const { review } = reviewOf()
    const names = review.groups.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['libdemo1', 'other', '/srv', '/usr/share/odd *[x]']))
    expect(names.indexOf('/srv')).toBeLessThan(names.indexOf('other'))
    const nodes = review.groups.flatMap((group) => [...group.nodes])
    expect(new Set(nodes).size).toBe(nodes.length)
  })

  it('stands as the plan has it, with the reason of most of it', () => {
    const { review, group } = reviewOf()
    expect(review.standingOf(group('other'))).toMatchObject({
      isKept: false,
      isFlipped: false,
      bytes: 90,
      allBytes: 90,
    })
    expect(review.standingOf(group('/srv'))).toMatchObject({ isKept: true, bytes: 501, says: "is the app's own" })
    const { bytes, allBytes, isKept } = review.standingOf(group('libdemo1'))
    expect([isKept, allBytes - bytes]).toEqual([true, 50])
  })

  it('is needed by what leads to it from elsewhere', () => {
    const { review, group } = reviewOf()
    expect(review.needsOf(group('libdemo1'))).toEqual(['/app needs libdemo.so.1'])
    expect(review.needsOf(group('other'))).toEqual([])
  })
})

describe('a flip', () => {
  it('is one of the flags, and the plan is what they lead to', () => {
    const { review, group } = reviewOf({ keep: ['/app'] })
    for (const name of ['other', '/srv', 'libdemo1', '/usr/share/odd *[x]']) review.flip(group(name))
    const flags = review.flags
    expect(flags).toEqual(
      ['--keep-package', 'other', '--drop', '/srv', '--drop-package', 'libdemo1', '--keep', '/usr/share/odd \\*\\[x]/'], // biome-ignore format: pairs
    )
    const { plan } = review
    expect(fateOf(plan, '/usr/share/other/data')).toBe('keep-package')
    expect(fateOf(plan, '/srv/large')).toBe('-drop')
    expect(fateOf(plan, `${LIB}/libdemo.so.1`)).toBe('-drop')
    expect(fateOf(plan, '/usr/share/odd *[x]/two')).toBe('keep')
    expect(plan.doubts).toContain(`--drop takes away ${LIB}/libdemo.so.1: /app needs libdemo.so.1.`)
    expect(review.standingOf(group('other'))).toMatchObject({ isKept: true, isFlipped: true })
  })

  it('once more is none', () => {
    const { review, group } = reviewOf()
    const before = new Map(review.plan.decisions)
    for (const times of [1, 2]) {
      review.flip(group('other'))
      expect(review.flags).toHaveLength(times === 1 ? 2 : 0)
    }
    expect(new Map(review.plan.decisions)).toEqual(before)
  })

  it('of which no plan can be made changes nothing', () => {
    let isBroken = false
    const planWith = (options: SlimOptions) => {
      if (isBroken) throw new UnavailableError('no such plan')
      return planSlim(IMAGE, options)
    }
    const review = new Review(planWith({}), {}, planWith)
    const { plan } = review
    isBroken = true
    expect(() => review.flip(review.groups[0]!)).toThrow('no such plan')
    expect([review.plan, review.flags]).toEqual([plan, []])
  })
})
