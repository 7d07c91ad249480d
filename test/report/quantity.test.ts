import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatBytes, formatCount, formatShare, parseBytes } from '../../src/report/quantity.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1024, '1.0 kB'],
    [999_949, '999.9 kB'],
    [999_950, '1.0 MB'],
    [28_234_567, '28.2 MB'],
    [10_000_000_000, '10.0 GB'],
    [Number.MAX_SAFE_INTEGER, '9.0 PB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('formatCount', () => {
  it('separates thousands and takes the plural of a noun', () => {
    expect([formatCount(1_234_567), formatCount(1, 'layer'), formatCount(0, 'layer')]).toEqual([
      '1,234,567',
      '1 layer',
      '0 layers',
    ])
  })
})

describe('formatShare', () => {
  it('is zero of nothing', () => {
    expect(formatShare(0, 0)).toBe('0.0 %')
  })

  it('has one decimal', () => {
    expect(formatShare(1, 3)).toBe('33.3 %')
  })
})

describe('parseBytes', () => {
  it.each([
    ['512', 512],
    ['20MB', 20_000_000],
    ['20MiB', 20_971_520],
    ['1.5 gb', 1_500_000_000],
    ['0', 0],
    ['3kB', 3000],
  ])('reads %s as %d', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes)
  })

  it.each(['', 'MB', '-1', '1.', '1e3', '20 apples', '99999999999999TB', '1 constructor'])(
    'does not take %j',
    (text) => {
      expect(parseBytes(text)).toBeUndefined()
    },
  )

  it('reads back every whole number of bytes', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseBytes(`${bytes} B`) === bytes))
  })
})
