import fc from 'fast-check'
import { describe, expect, type TestContext, test } from 'vitest'
import { compress, type Packing } from '../../fixtures/compress.ts'
import { BrokenImageError } from '../../src/errors.ts'
import { decompress } from '../../src/layer/decompress/decompress.ts'
import { noise } from '../support/noise.ts'
import { needProgram } from '../support/programs.ts'

/** Packings of one member or frame each. */
const SINGLE = ['gzip', 'zstd', 'bzip2', 'xz'] as const
/** Every packing, with its compression. */
const PACKINGS: readonly (readonly [Packing, string])[] = [
  ['none', 'none'],
  ...SINGLE.map((packing) => [packing, packing] as const),
  ['gzip-members', 'gzip'],
  ['zstd-frames', 'zstd'],
]

/** Both what compresses and what does not. */
const sample = Buffer.concat([noise(60_000, 'a'), Buffer.alloc(600_000, 'text '), noise(20_000, 'b')])

function packed(context: TestContext, packing: Packing, bytes: Uint8Array = sample): Buffer {
  if (packing === 'bzip2' || packing === 'xz') needProgram(context, packing)
  return compress(bytes, packing)
}

/** A source of pieces of some size, each spoilt when the next is asked for; `released` once it was let go of. */
function sourceOf(bytes: Uint8Array, pieceBytes: number) {
  const state = { released: false }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        const piece = new Uint8Array(bytes.subarray(at, at + pieceBytes))
        yield piece
        piece.fill(0xaa)
      }
    } finally {
      state.released = true
    }
  }
  return { state, pieces: pieces() }
}

async function decompressed(bytes: Uint8Array, pieceBytes: number) {
  const { pieces } = sourceOf(bytes, pieceBytes)
  const { compression, bytes: output } = await decompress(pieces, 200)
  const copies: Uint8Array[] = []
  for await (const piece of output) copies.push(new Uint8Array(piece))
  return { compression, bytes: Buffer.concat(copies) }
}

describe.for(PACKINGS)('%s', ([packing, compression]) => {
  test.for([1_000_000, 65_536, 997])('is recognised and decompressed, in pieces of %i bytes', async (size, context) => {
    const result = await decompressed(packed(context, packing), size)
    expect(result.compression).toBe(compression)
    expect(result.bytes.equals(sample)).toBe(true)
  })

  test('is recognised where the first bytes come one by one', async (context) => {
    const small = Buffer.from('hello')
    expect(await decompressed(packed(context, packing, small), 1)).toEqual({ compression, bytes: small })
  })

  test('lets go of its source when the reader stops early', async (context) => {
    const { pieces, state } = sourceOf(packed(context, packing), 10_000)
    for await (const _ of (await decompress(pieces, 200)).bytes) break
    expect(state.released).toBe(true)
  })
})

// not those of several: between two members or frames a cut cannot be seen
test.for(SINGLE)('%s is an error wherever it is cut, and its source is let go of', async (packing, context) => {
  const whole = packed(context, packing)
  const cut = fc.integer({ min: 8, max: whole.length - 1 })
  await fc.assert(
    fc.asyncProperty(cut, async (length) => {
      const { pieces, state } = sourceOf(whole.subarray(0, length), 65_536)
      const { bytes } = await decompress(pieces, 200)
      await expect(drain(bytes)).rejects.toThrow(BrokenImageError)
      expect(state.released).toBe(true)
    }),
    { numRuns: 20, examples: [[8], [whole.length - 1]] },
  )
})

test.for(PACKINGS.slice(1))(
  '%s is an error or other bytes wherever it is altered, and its source is let go of',
  async ([packing], context) => {
    const whole = packed(context, packing)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const altered = Buffer.from(whole)
        altered[at]! ^= change
        const { pieces, state } = sourceOf(altered, 65_536)
        const { bytes } = await decompress(pieces, 200)
        await drain(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(BrokenImageError))
        expect(state.released).toBe(true)
      }),
      { numRuns: 30 },
    )
  },
)

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of source);
}
