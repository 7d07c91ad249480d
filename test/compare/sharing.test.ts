import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layerSharing } from '../../src/compare/sharing.ts'

const layer = (digest: string, compressedBytes: number) => ({ digest, compressedBytes })

describe('the layers that images share', () => {
  it('are pulled once', () => {
    const [base, a, b] = [layer('base', 100), layer('a', 10), layer('b', 1)]
    expect(layerSharing([[base, a], [base, b], [b]])).toEqual({
      separateBytes: 212,
      togetherBytes: 111,
      shared: [
        { digest: 'base', compressedBytes: 100, images: [0, 1] },
        { digest: 'b', compressedBytes: 1, images: [1, 2] },
      ],
      matrix: [
        [
          { layers: 2, compressedBytes: 110 },
          { layers: 1, compressedBytes: 100 },
          { layers: 0, compressedBytes: 0 },
        ],
        [
          { layers: 1, compressedBytes: 100 },
          { layers: 2, compressedBytes: 101 },
          { layers: 1, compressedBytes: 1 },
        ],
        [
          { layers: 0, compressedBytes: 0 },
          { layers: 1, compressedBytes: 1 },
          { layers: 1, compressedBytes: 1 },
        ],
      ],
    })
  })

  it('are as sets say, for any images', () => {
    const images = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 9 })), { minLength: 2, maxLength: 6 })
    const bytes = (layers: Iterable<number>) => [...layers].reduce((sum, number) => sum + 2 ** number, 0)
    fc.assert(
      fc.property(images, (numbers) => {
        const sharing = layerSharing(numbers.map((image) => image.map((number) => layer(String(number), 2 ** number))))
        expect(sharing.togetherBytes).toBe(bytes(new Set(numbers.flat())))
        expect(sharing.separateBytes).toBe(bytes(numbers.flat()))
        expect(sharing.matrix).toEqual(
          numbers.map((a) =>
            numbers.map((b) => {
              const common = a.filter((number) => b.includes(number))
              return { layers: common.length, compressedBytes: bytes(common) }
            }),
          ),
        )
        for (const { images } of sharing.shared) expect(images.length).toBeGreaterThan(1)
      }),
    )
  })
})
