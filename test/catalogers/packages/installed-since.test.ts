import { describe, expect, it } from 'vitest'
import { installedSince } from '../../../src/catalogers/packages/installed-since.ts'

describe('installedSince', () => {
  it('counts from the layer that the latest unbroken run began with', () => {
    const since = installedSince([
      { layer: 0, keys: ['base 1', 'gone 1', 'tool 1', 'back 1'] },
      { layer: 2, keys: ['base 1', 'tool 2'] },
      { layer: 5, keys: ['base 1', 'tool 2', 'back 1'] },
    ])
    expect(Object.fromEntries(since)).toEqual({ 'base 1': 0, 'tool 2': 2, 'back 1': 5 })
  })

  it('knows nothing without a history', () => {
    expect(installedSince([]).size).toBe(0)
  })
})
