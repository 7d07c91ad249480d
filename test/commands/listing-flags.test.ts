import { describe, expect, it } from 'vitest'
import { listingOf } from '../../commands/support/listing-flags.ts'
import { UsageError } from '../../src/errors.ts'

const flags = { reverse: false, json: false }

describe('the flags of a listing', () => {
  it('mean the first order and the limit of the page where nothing is said', () => {
    expect(listingOf(flags, ['size', 'path'], 40)).toEqual({ sort: 'size', reverse: false, limit: 40 })
  })

  it('leave JSON whole unless a limit is given', () => {
    expect(listingOf({ ...flags, json: true }, ['size'], 40).limit).toBe(0)
    expect(listingOf({ ...flags, json: true, limit: 3 }, ['size'], 40).limit).toBe(3)
  })

  it('take a limit of 0 for everything', () => {
    expect(listingOf({ ...flags, limit: 0 }, ['size'], 40).limit).toBe(0)
  })

  it('refuse a key that belongs to another table of the command', () => {
    expect(() => listingOf({ ...flags, sort: 'mtime' }, ['size', 'path'], 0)).toThrow(
      new UsageError('This table cannot be ordered by mtime, only by size or path.'),
    )
  })
})
