import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { checkCompression, compress, type LayerCompression } from '../../src/layer/compress.ts'
import { decompress } from '../../src/layer/decompress/decompress.ts'
import { noise } from '../support/noise.ts'
import { collect } from '../support/open-layers.ts'

/** Gives bytes in pieces of these lengths, over and over, all in the same memory. */
async function* inPieces(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  const memory = new Uint8Array(Math.max(...lengths))
  for (let at = 0, index = 0; at < bytes.length; index++) {
    const piece = bytes.subarray(at, at + lengths[index % lengths.length]!)
    memory.set(piece)
    yield memory.subarray(0, piece.length)
    at += piece.length
  }
}

/** Something like a tar: parts that repeat, and parts that do not. */
const TAR = Buffer.concat([noise(300_000, 'a'), Buffer.alloc(700_000, 'text that repeats '), noise(300_000, 'b')])

const COMPRESSIONS: readonly LayerCompression[] = [
  { format: 'none' },
  { format: 'gzip' },
  { format: 'gzip', level: 1 },
  { format: 'gzip', level: 9 },
  { format: 'zstd' },
  { format: 'zstd', level: 19 },
]

describe.each(COMPRESSIONS)('a layer compressed by %j', (compression) => {
  it('is the same when it is decompressed', async () => {
    const compressed = await collect(compress(inPieces(TAR, [70_000]), compression))
    const { compression: found, bytes } = await decompress(ReadableStream.from([compressed]), 100_000)
    expect(found).toBe(compression.format)
    expect((await collect(bytes)).equals(TAR)).toBe(true)
  })

  it('has the same bytes however the tar comes', async () => {
    const whole = await collect(compress(inPieces(TAR, [TAR.length]), compression))
    const lengths = fc.array(fc.integer({ min: 500, max: 200_000 }), { minLength: 1, maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(lengths, async (pieces) => {
        expect((await collect(compress(inPieces(TAR, pieces), compression))).equals(whole)).toBe(true)
      }),
      { numRuns: compression.level === 19 ? 2 : 8 },
    )
  })

  it('fails as the tar fails, and lets go of it when nobody reads on', async () => {
    let closed = 0
    async function* failing(error: Error | null): AsyncGenerator<Uint8Array> {
      try {
        for (let index = 0; index < 100; index++) yield noise(100_000, String(index))
        if (error !== null) throw error
      } finally {
        closed++
      }
    }
    const error = new Error('no more')
    await expect(collect(compress(failing(error), compression))).rejects.toBe(error)
    for await (const _ of compress(failing(null), compression)) break
    expect(closed).toBe(2)
  })
})

it('says in a gzip header neither when, nor where, nor under which name it was made', async () => {
  const [...header] = (await collect(compress(inPieces(TAR, [1000]), { format: 'gzip' }))).subarray(0, 10)
  expect(header).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
})

it.each<LayerCompression>([
  { format: 'gzip', level: 0 },
  { format: 'gzip', level: 10 },
  { format: 'gzip', level: 1.5 },
  { format: 'zstd', level: 23 },
  { format: 'none', level: 1 },
])('%j is no compression', (compression) => {
  expect(() => checkCompression(compression)).toThrow(UsageError)
})
