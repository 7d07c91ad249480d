import { hash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ContentReader } from '../../src/layer/content-reader.ts'
import type { FactReader, FactStream, Selection } from '../../src/layer/fact-reader.ts'
import type { ByteRange } from '../../src/layer/file-content.ts'
import { regularFile } from '../support/read-in-pieces.ts'

/** What these readers say of a file that comes in pieces of these sizes, over and over, and its digest. */
function readFile(readers: readonly FactReader[], bytes: Uint8Array, pieces: readonly number[]) {
  const facts: Record<string, unknown> = {}
  const problems: string[] = []
  const content = new ContentReader(readers, {
    fact: ({ name }, fact) => {
      facts[name] = fact
    },
    problem: (message) => problems.push(message),
  })
  content.start(regularFile('/file', bytes.length))
  const scratch = new Uint8Array(Math.max(...pieces))
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.min(pieces[turn % pieces.length]!, bytes.length - at)
    scratch.set(bytes.subarray(at, at + size)) // pieces are only good during the call
    content.data(scratch.subarray(0, size))
    at += size
  }
  return { facts, problems, sha256: Buffer.from(content.finish()).toString('hex') }
}

function reader(name: string, selection: () => Selection<string> | undefined, ranges: readonly ByteRange[] = []) {
  return {
    name,
    version: 1,
    select: selection,
    read: (_entry, content) =>
      ranges.map(({ start, end }) => Buffer.from(content.slice(start, end) ?? []).toString('hex')).join(),
  } satisfies FactReader<string>
}

function stream(failAt = Number.POSITIVE_INFINITY): FactStream<string> {
  const parts: Buffer[] = []
  let position = 0
  return {
    push(bytes) {
      position += bytes.length
      if (position > failAt) throw new Error('it broke')
      parts.push(Buffer.from(bytes))
    },
    end: () => Buffer.concat(parts).toString('hex'),
  }
}

const files = fc.oneof(fc.nat(300), fc.integer({ min: 4000, max: 9000 })).map((size) => noise(size))
const pieces = fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 4 })

function noise(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (index * index * 31) >> 4)
}

describe('ContentReader', () => {
  it('gives each reader what it wants, whatever the others want and in whatever pieces the file comes', () => {
    const range = fc.tuple(fc.nat(9500), fc.nat(3000)).map(([start, length]) => ({ start, end: start + length }))
    fc.assert(
      fc.property(files, pieces, fc.array(range), fc.array(range), (bytes, sizes, some, others) => {
        const hex = ({ start, end }: ByteRange) => Buffer.from(bytes.subarray(start, end)).toString('hex')
        const inside = ({ end }: ByteRange) => end <= bytes.length
        const expected = (ranges: readonly ByteRange[]) => ranges.filter(inside).map(hex).join()
        const { facts, problems, sha256 } = readFile(
          [
            reader('some', () => ({ ranges: some }), some.filter(inside)),
            reader('none', () => undefined),
            reader('others', () => ({ ranges: others }), others.filter(inside)),
            reader('stream', () => ({ stream: stream() })),
          ],
          bytes,
          sizes,
        )
        expect(facts).toEqual({
          some: expected(some),
          others: expected(others),
          stream: Buffer.from(bytes).toString('hex'),
        })
        expect(problems).toEqual([])
        expect(sha256).toBe(hash('sha256', bytes))
      }),
    )
  })

  it.each([[[64]], [[10_000]]])('hears once of a stream that fails, and reads on (pieces of %o bytes)', (sizes) => {
    const bytes = noise(10_000)
    const { facts, problems } = readFile(
      [
        reader('broken', () => ({ stream: stream(5000) })),
        reader('whole', () => ({ limit: 20_000 }), [{ start: 9000, end: 9002 }]),
        reader('stream', () => ({ stream: stream() })),
      ],
      bytes,
      sizes,
    )
    expect(problems).toEqual(['it broke'])
    expect(facts).toEqual({
      whole: Buffer.from(bytes.subarray(9000, 9002)).toString('hex'),
      stream: Buffer.from(bytes).toString('hex'),
    })
  })

  it('says that a file is larger than a reader reads', () => {
    const { facts, problems } = readFile([reader('small', () => ({ limit: 100 }))], noise(101), [101])
    expect(facts).toEqual({})
    expect(problems).toEqual(['it has 101 bytes, more than the 100 that small reads'])
  })
})
