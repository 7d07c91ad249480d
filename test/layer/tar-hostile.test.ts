import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { endOfArchive, gnuLong, headerBlock, member, paxHeader, sparseMember } from '../../fixtures/tar-blocks.ts'
import { BrokenImageError, LimitError } from '../../src/errors.ts'
import { readTar } from '../support/read-tar.ts'

/** Archives with everything that the reader knows, to be cut and damaged. */
async function everything(): Promise<Buffer> {
  const data = Array.from({ length: 9 }, (_, index) => ({ offset: index * 1000, bytes: `piece ${index}` }))
  const builder = new LayerBuilder()
    .directory('etc')
    .file('etc/hello', 'Hello.\n'.repeat(200), { xattrs: { 'user.note': 'bytes' }, uid: 3_000_000_000 })
    .hardlink('etc/again', 'etc/hello')
    .symlink('etc/link', 'x'.repeat(150))
    .characterDevice('dev/null', 1, 3)
    .raw(paxHeader([['mtime', '1.5']], 'g'))
    .raw(gnuLong('L', 'n'.repeat(300)))
    .raw(member({ name: 'short', format: 'gnu' }, 'abc'))
  for (const format of ['gnu', '0.0', '0.1', '1.0'] as const) {
    builder.raw(sparseMember(format, { name: `sparse-${format}`, size: 20_000, data }))
  }
  return builder.file('last', 'z'.repeat(1000)).build()
}

/** Reads; anything but an answer or a BrokenImageError is a bug. */
function readOrRefuse(archive: Uint8Array, chunks: readonly number[] = []): unknown {
  try {
    return readTar(archive, { chunks, limits: { maxHoleBytes: 1 << 20 } })
  } catch (error) {
    expect(error).toBeInstanceOf(BrokenImageError)
    return (error as Error).message
  }
}

describe('whatever the bytes', () => {
  test('how an archive is cut into pieces does not matter', async () => {
    const archive = await everything()
    const expected = readTar(archive)
    expect(readTar(archive, { chunks: Array.from(archive, () => 1) })).toEqual(expected)
    const lengths = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 500, max: 1500 })))
    fc.assert(
      fc.property(lengths, (chunks) => {
        expect(readTar(archive, { chunks })).toEqual(expected)
      }),
    )
  })

  test('an archive that is cut anywhere gives the entries before the cut or is refused', async () => {
    const archive = await everything()
    const expected = readTar(archive)
    const cut = fc.integer({ min: 0, max: archive.length })
    fc.assert(
      fc.property(cut, (length) => {
        const answer = readOrRefuse(archive.subarray(0, length))
        if (Array.isArray(answer)) expect(answer).toEqual(expected.slice(0, answer.length))
      }),
      { numRuns: 500 },
    )
  })

  test('an archive with damaged bytes is read or refused, the same in any pieces', async () => {
    const archive = await everything()
    const damage = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(damage, fc.array(fc.nat(2000)), (bytes, chunks) => {
        const damaged = Buffer.from(archive)
        for (const [at, byte] of bytes) damaged[at] = byte
        resealHeaders(damaged)
        expect(readOrRefuse(damaged, chunks)).toEqual(readOrRefuse(damaged))
      }),
      { numRuns: 500 },
    )
  })

  test('random bytes are read or refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => void readOrRefuse(bytes)))
  })

  test('random header fields are read or refused', () => {
    const patch = fc.record({ at: fc.nat(511), bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }) })
    const header = fc.record({
      name: fc.uint8Array({ maxLength: 100 }),
      type: fc.constantFrom('\0', ...'01234567gxXLKSVMDNA'),
      format: fc.constantFrom('ustar', 'gnu', 'v7'),
      size: fc.nat(3000),
      patches: fc.array(patch, { maxLength: 3 }),
    })
    const archive = fc.array(fc.tuple(header, fc.uint8Array({ maxLength: 1500 })), { maxLength: 6 })
    fc.assert(
      fc.property(archive, (members) => {
        const bytes = Buffer.concat(members.map(([fields, content]) => member(fields as never, content)))
        readOrRefuse(bytes)
      }),
      { numRuns: 500 },
    )
  })

  test('random PAX bodies are read or refused', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789 =\npathGNU.sprem'), maxLength: 60 })
    fc.assert(
      fc.property(text, (body) => {
        readOrRefuse(
          Buffer.concat([member({ name: 'p', type: 'x' }, body), member({ name: 'f' }, 'abc'), endOfArchive()]),
        )
      }),
      { numRuns: 500 },
    )
  })
})

/** Makes every header's checksum true again, so that damage reaches what is behind the check. */
function resealHeaders(archive: Buffer): void {
  for (let at = 0; at + 512 <= archive.length; at += 512) {
    if (archive.toString('latin1', at + 257, at + 262) !== 'ustar') continue
    archive.fill(' ', at + 148, at + 156)
    const sum = archive.subarray(at, at + 512).reduce((total, byte) => total + byte, 0)
    archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1')
  }
}

describe('malformed archives', () => {
  const bigMap = '1000000\n'.padEnd(512, '0\n')
  test.each<[string, Uint8Array]>([
    ['a header whose checksum is wrong', member({ name: 'x', checksum: 1 })],
    ['text', Buffer.from('This is no tar archive. '.repeat(50))],
    ['a size that is no number', member({ name: 'x', patches: [{ at: 124, bytes: 'lots' }] })],
    ['a negative size', member({ name: 'x', numbers: 'base-256', size: -512 })],
    ['a size beyond 2^53', headerBlock({ name: 'x', patches: [{ at: 124, bytes: Buffer.alloc(12, 0xbf) }] })],
    [
      'a PAX record without its end',
      Buffer.concat([member({ name: 'p', type: 'x' }, '99 path=x\n'), member({ name: 'f' })]),
    ],
    [
      'a PAX record of length 0',
      Buffer.concat([member({ name: 'p', type: 'x' }, '0 path=x\n'), member({ name: 'f' })]),
    ],
    ['a PAX record without a key', Buffer.concat([member({ name: 'p', type: 'x' }, '5 abc\n'), member({ name: 'f' })])],
    ['a PAX size that is no number', Buffer.concat([paxHeader([['size', '1e3']]), member({ name: 'f' })])],
    ['a PAX size below 0', Buffer.concat([paxHeader([['size', '-1']]), member({ name: 'f' })])],
    [
      'a sparse piece outside of its file',
      sparseMember('0.1', { name: 's', size: 5, data: [{ offset: 4, bytes: 'too long' }] }),
    ],
    [
      'sparse pieces that overlap',
      sparseMember('0.1', {
        name: 's',
        size: 50,
        data: [
          { offset: 4, bytes: 'abc' },
          { offset: 5, bytes: 'abc' },
        ],
      }),
    ],
    [
      'a sparse map with a piece too few',
      Buffer.concat([
        paxHeader([
          ['GNU.sparse.size', '9'],
          ['GNU.sparse.map', '0,1,5'],
        ]),
        member({ name: 's' }, 'ab'),
      ]),
    ],
    [
      'a sparse 1.0 map that does not end',
      Buffer.concat([
        paxHeader([
          ['GNU.sparse.major', '1'],
          ['GNU.sparse.minor', '0'],
          ['GNU.sparse.realsize', '9'],
        ]),
        member({ name: 's' }, bigMap),
      ]),
    ],
  ])('%s', (_name, archive) => {
    expect(() => readTar(Buffer.concat([archive, endOfArchive()]))).toThrow(BrokenImageError)
  })

  test('the message is one sentence', () => {
    expect(() => readTar(member({ name: 'x', checksum: 1 }))).toThrow(/^[^\n]+\.$/)
  })
})

describe('limits', () => {
  const file = member({ name: 'file' }, 'abc')
  test.each<[string, Uint8Array, Parameters<typeof readTar>[1]]>([
    ['entries', Buffer.concat([file, file, file]), { limits: { maxEntries: 2 } }],
    ['a path', member({ name: 'abcdefgh' }), { limits: { maxPathBytes: 7 } }],
    ['a link target', member({ name: 'l', type: '2', linkName: 'abcdefgh' }), { limits: { maxPathBytes: 7 } }],
    ['a PAX header', paxHeader([['comment', 'x'.repeat(600)]]), { limits: { maxHeaderBytes: 512 } }],
    ['a GNU long name', gnuLong('L', 'x'.repeat(600)), { limits: { maxHeaderBytes: 512 } }],
    [
      'all global PAX records together',
      Buffer.concat(Array.from({ length: 20 }, (_, index) => paxHeader([[`k${index}`, 'x'.repeat(100)]], 'g'))),
      { limits: { maxHeaderBytes: 1000 } },
    ],
    [
      'the holes of sparse files',
      sparseMember('0.1', { name: 's', size: 2000, data: [] }),
      { limits: { maxHoleBytes: 1000 } },
    ],
  ])('%s', (_name, archive, options) => {
    const whole = Buffer.concat([archive, endOfArchive()])
    expect(() => readTar(whole)).not.toThrow()
    expect(() => readTar(whole, options)).toThrow(LimitError)
  })

  test('a header that states a size of terabytes takes no memory', () => {
    const huge = headerBlock({ name: 'p', type: 'x', size: 2 ** 42 })
    expect(() => readTar(huge)).toThrow(LimitError)
    expect(() => readTar(headerBlock({ name: 'f', size: 2 ** 42 }))).toThrow(/truncated/)
  })
})
