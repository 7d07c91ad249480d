import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { golangCataloger } from '../../../../src/catalogers/packages/golang/golang-cataloger.ts'
import { readInPieces } from '../../../support/read-in-pieces.ts'
import { conclusionOf, treeOf } from '../../../support/tree-of.ts'
import { type ElfParts, writeElf } from '../../elf/elf-writer.ts'

const KIB = 1024
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')
const FRAME = Buffer.alloc(16, 0xaa)
const TEXT = 'path\texample.com/hello\nmod\texample.com/hello\tv1.0.0\t\ndep\trsc.io/quote\tv1.5.2\th1:abc=\n'
const FACT = {
  goVersion: 'go1.26.1',
  path: 'example.com/hello',
  main: { path: 'example.com/hello', version: 'v1.0.0' },
  dependencies: [{ path: 'rsc.io/quote', version: 'v1.5.2' }],
}
/** The build id's note, which Go's linker puts into the head. */
const NOTE = Buffer.from('\x04\0\0\0\x53\0\0\0\x04\0\0\0Go\0\0', 'latin1')

function framed(text: string): Buffer {
  return Buffer.concat([FRAME, Buffer.from(text), FRAME])
}

/** Since Go 1.18. */
function inline(version: string, text: string): Buffer {
  return Buffer.concat([
    Buffer.concat([MAGIC, Buffer.from([0, 2])]),
    Buffer.alloc(16),
    withLength(Buffer.from(version)),
    withLength(framed(text)),
  ])
}

function withLength(bytes: Buffer): Buffer {
  const length: number[] = []
  let left = bytes.length
  for (; left >= 0x80; left >>= 7) length.push((left & 0x7f) | 0x80)
  return Buffer.concat([Buffer.from([...length, left]), bytes])
}

function program(data: Uint8Array, parts: ElfParts = {}): Buffer {
  return writeElf({
    segments: [
      { flags: 'RE', address: 0x400000, bytes: Buffer.alloc(256 * KIB, 0x90) },
      { flags: 'RW', address: 0x600000, bytes: data },
    ],
    ...parts,
  })
}

/** Up to Go 1.17: pointers to variables in writable data, whose text is read-only. */
function pointing(is64: boolean, bigEndian: boolean): Buffer {
  const word = (value: number) => {
    const bytes = Buffer.alloc(is64 ? 8 : 4)
    if (bigEndian) bytes.writeUInt32BE(value, bytes.length - 4)
    else bytes.writeUInt32LE(value)
    return bytes
  }
  const [readOnly, writable] = [0x500000, 0x600000]
  const version = Buffer.from('go1.16.3')
  const text = framed(TEXT)
  const strings = Buffer.concat([Buffer.alloc(100, 0x20), version, text])
  const size = is64 ? 8 : 4
  const variables = Buffer.concat(
    [readOnly + 100, version.length, readOnly + 100 + version.length, text.length].map(word),
  )
  const header = Buffer.alloc(32)
  Buffer.concat([
    MAGIC,
    Buffer.from([size, bigEndian ? 1 : 0]),
    word(writable + 64),
    word(writable + 64 + 2 * size),
  ]).copy(header)
  return writeElf({
    is64,
    bigEndian,
    head: bigEndian ? Buffer.from('\0\0\0\x04\0\0\0\x53\0\0\0\x04Go\0\0', 'latin1') : NOTE,
    segments: [
      { flags: 'RE', address: 0x400000, bytes: Buffer.alloc(256 * KIB, 0x90) },
      { flags: 'R', address: readOnly, bytes: strings },
      { flags: 'RW', address: writable, bytes: Buffer.concat([header, Buffer.alloc(32), variables]) },
    ],
  })
}

describe('golangCataloger', () => {
  it.each([64, 4096, 65_536, 1 << 20])('reads build information in pieces of %i bytes', (pieceBytes) => {
    const { facts, problems } = readInPieces(golangCataloger, '/hello', program(inline('go1.26.1', TEXT)), pieceBytes)
    expect(facts).toEqual([FACT])
    expect(problems).toEqual([])
  })

  it('finds it behind other writable data, at an aligned address only', () => {
    const info = inline('go1.26.1', TEXT)
    const data = Buffer.concat([Buffer.alloc(24, 1), MAGIC, Buffer.alloc(26, 1), info])
    expect(data.indexOf(info) % 16).toBe(0)
    expect(readInPieces(golangCataloger, '/hello', program(data)).facts).toEqual([FACT])
    const misaligned = Buffer.concat([Buffer.alloc(8), info])
    expect(readInPieces(golangCataloger, '/hello', program(misaligned)).facts).toEqual([])
  })

  it.each([
    [64, false],
    [64, true],
    [32, false],
    [32, true],
  ])('follows the pointers that stood there up to Go 1.17 (%i bits, big endian: %s)', (bits, bigEndian) => {
    const { facts } = readInPieces(golangCataloger, '/hello', pointing(bits === 64, bigEndian))
    expect(facts).toEqual([{ ...FACT, goVersion: 'go1.16.3' }])
  })

  it('passes over other programs, small files, and what only looks like build information', () => {
    const empty = { facts: [], problems: [] }
    expect(readInPieces(golangCataloger, '/c', program(Buffer.alloc(9000)))).toEqual(empty)
    expect(readInPieces(golangCataloger, '/text', Buffer.alloc(300 * KIB, 'text'))).toEqual(empty)
    expect(readInPieces(golangCataloger, '/cut', program(inline('go1.26.1', TEXT).subarray(0, 60)))).toEqual(empty)
    const endless = Buffer.concat([MAGIC, Buffer.from([0, 2]), Buffer.alloc(16), Buffer.alloc(100, 0xff)])
    expect(readInPieces(golangCataloger, '/endless', program(endless))).toEqual(empty)
  })

  it('reads whatever has the magic', () => {
    const base = pointing(true, false)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4096), fc.nat(255)), { maxLength: 40 }),
        fc.array(fc.tuple(fc.integer({ min: -400, max: -1 }), fc.nat(255)), { maxLength: 10 }),
        (inHead, inData) => {
          const bytes = Buffer.from(base)
          for (const [at, value] of inHead) bytes[at] = value
          for (const [at, value] of inData) bytes[bytes.length + at] = value
          const { facts, problems } = readInPieces(golangCataloger, '/hello', bytes)
          expect(facts.length).toBeLessThanOrEqual(1)
          expect(problems).toEqual([]) // malformed ELF files are reported by the cataloger of those
        },
      ),
      { numRuns: 300 },
    )
  })

  it('captures a bounded part of a hostile file', () => {
    const flags = ['RW', 'R'] as const
    const hole = Buffer.alloc(12 * KIB * KIB)
    const bytes = writeElf({
      head: NOTE,
      segments: [0, 1, 2, 3, 4, 5].map((index) => ({ flags: flags[index % 2]!, address: index << 24, bytes: hole })),
    })
    const selection = golangCataloger.select({ path: '/hostile', size: bytes.length } as never, bytes.subarray(0, 4096))
    const ranges = selection !== undefined && 'ranges' in selection ? selection.ranges : []
    const captured = ranges.reduce((sum, { start, end }) => sum + end - start, 0)
    expect(captured).toBeGreaterThan(20 * KIB * KIB)
    expect(captured).toBeLessThan(25 * KIB * KIB)
  })

  it('lists the main module with the binary, its dependencies, and the standard library', () => {
    const tree = treeOf([{}, { '/usr/bin/hello': program(inline('go1.26.1', TEXT)) }], golangCataloger)
    const packages = golangCataloger.conclude(tree, conclusionOf())
    const brief = packages.map(({ name, version, purl, paths, dependencies }) => ({
      name,
      version,
      purl,
      paths,
      dependencies,
    }))
    expect(brief).toEqual([
      {
        name: 'example.com/hello',
        version: 'v1.0.0',
        purl: 'pkg:golang/example.com/hello@v1.0.0',
        paths: ['/usr/bin/hello'],
        dependencies: ['rsc.io/quote'],
      },
      {
        name: 'rsc.io/quote',
        version: 'v1.5.2',
        purl: 'pkg:golang/rsc.io/quote@v1.5.2',
        paths: [],
        dependencies: [],
      },
      { name: 'stdlib', version: '1.26.1', purl: 'pkg:golang/stdlib@1.26.1', paths: [], dependencies: [] },
    ])
    expect(packages.every(({ database, layer }) => database === '/usr/bin/hello' && layer === 1)).toBe(true)
    expect(packages[0]!.build).toEqual({ package: 'example.com/hello', toolchain: 'go1.26.1', vcs: null })
  })

  it('counts a hard-linked binary once, with all of its names', () => {
    const layers = [{ '/bin/a': program(inline('go1.26.1', TEXT)), '/bin/b': { hardlink: '/bin/a' } }]
    const packages = golangCataloger.conclude(treeOf(layers, golangCataloger), conclusionOf())
    expect(packages).toHaveLength(3)
    expect(packages[0]!.paths).toEqual(['/bin/a', '/bin/b'])
  })

  it('gives what was built from a directory no version in its URL, and names a patched toolchain by its release', () => {
    const text = 'mod\texample.com/hello\t(devel)\t\n'
    const bytes = program(inline('go1.20.5 (Red Hat 1.20.5-1.el9)', text))
    const packages = golangCataloger.conclude(treeOf([{ '/hello': bytes }], golangCataloger), conclusionOf())
    expect(packages.map(({ version, purl }) => [version, purl])).toEqual([
      ['(devel)', 'pkg:golang/example.com/hello'],
      ['1.20.5', 'pkg:golang/stdlib@1.20.5'],
    ])
  })
})
