import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cargoCataloger } from '../../../../src/catalogers/packages/cargo/cargo-cataloger.ts'
import { readInPieces } from '../../../support/read-in-pieces.ts'
import { conclusionOf, treeOf } from '../../../support/tree-of.ts'
import { elfFile } from '../../elf/elf-file.ts'
import { writeElf } from '../../elf/elf-writer.ts'

const MIB = 1024 * 1024
/** What cargo-auditable 0.7.7 put into a program of two crates and a build script. */
const SECTION = Buffer.from(
  'eJyFkNEKgjAYhd/lv17DaUH6KiGytr8czv2yzW7Ed29FhCbS7eF8H4czwSBVJ+8YoLpM4GSPUEGL1tJBjtpEYPBAHwy5lGe84CIlgUavXkVLStoUaBzQaXTKvEWC5exYM/BEEaroR5zZV24iyZVV8IyL81KrvIwYuCFYcAH7xGzIfIfcjCrqlcxrbBR53Arz8u+WD9GoFlX3c1HJT3uLOuN0iq6jsRrmdNCNfC/TRWJ+Atsifd8=',
  'base64',
)

function program(section: Uint8Array, between = 0): Buffer {
  return writeElf({
    segments: [{ flags: 'RE', address: 0x400000, bytes: Buffer.alloc(200_000, 0x90) }],
    sections: [
      { name: '.comment', bytes: Buffer.from('rustc') },
      { name: '.dep-v0', bytes: section },
      { name: '.symtab', bytes: Buffer.alloc(between) },
    ],
  })
}

const listing = (list: unknown) => program(deflateSync(JSON.stringify(list)))

describe('cargoCataloger', () => {
  it('lists the crates that a program was built from, the program with the first, without those of build scripts', () => {
    const tree = treeOf([{}, { '/usr/bin/hello': program(SECTION) }], cargoCataloger)
    const packages = cargoCataloger.conclude(tree, conclusionOf())
    expect(
      packages.map(({ name, version, purl, paths, dependencies }) => [name, version, purl, paths, dependencies]),
    ).toEqual([
      ['hello-audit', '0.3.1', 'pkg:cargo/hello-audit@0.3.1', ['/usr/bin/hello'], ['itoa', 'semver']],
      ['itoa', '1.0.18', 'pkg:cargo/itoa@1.0.18', [], []],
      ['semver', '1.0.28', 'pkg:cargo/semver@1.0.28', [], ['serde_core']],
      ['serde_core', '1.0.229', 'pkg:cargo/serde_core@1.0.229', [], []],
    ])
    expect(packages.every(({ database, layer }) => database === '/usr/bin/hello' && layer === 1)).toBe(true)
  })

  it.each([
    ['behind what is loaded, as GNU ld puts it', 40 * MIB],
    ['before the symbol table, as LLVM does', 100_000],
  ])('finds the list in a large file, %s', (_where, symbols) => {
    const bytes = program(SECTION, symbols)
    const { facts, problems } = readInPieces(cargoCataloger, '/hello', bytes)
    expect(facts).toEqual(readInPieces(cargoCataloger, '/hello', program(SECTION)).facts)
    expect(facts).toHaveLength(1)
    expect(problems).toEqual([])
    const selection = cargoCataloger.select({ path: '/hello', size: bytes.length } as never, bytes.subarray(0, 4096))
    const ranges = selection !== undefined && 'ranges' in selection ? selection.ranges : []
    expect(ranges.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(17 * MIB)
  })

  it('passes over programs without a list, and files that are none', () => {
    for (const bytes of [
      elfFile('hello-glibc'),
      elfFile('libdemo-s390x.so.1'),
      elfFile('object.o'),
      Buffer.from('#!'),
    ]) {
      expect(readInPieces(cargoCataloger, '/file', bytes)).toEqual({ facts: [], problems: [] })
    }
  })

  it('says of a list that cannot be read why', () => {
    const problemOf = (bytes: Buffer) => readInPieces(cargoCataloger, '/file', bytes).problems
    expect(problemOf(program(Buffer.from('not compressed')))).toEqual([expect.stringMatching(/incorrect header/)])
    expect(problemOf(program(deflateSync('not JSON')))).toEqual([expect.stringMatching(/JSON/)])
    expect(problemOf(program(deflateSync(Buffer.alloc(64 * MIB))))).toEqual([expect.stringMatching(/larger than/)])
    const crate = { name: 'a', version: '1' }
    expect(problemOf(listing({ packages: Array(10_001).fill(crate), note: noise(50_000) }))).toEqual([
      expect.stringMatching(/more than 10000 crates/),
    ])
    const needy = { ...crate, dependencies: Array(60_000).fill(0) }
    expect(problemOf(listing({ packages: [needy, needy], note: noise(200_000) }))).toEqual([
      expect.stringMatching(/more than 100000 dependencies/),
    ])
  })

  it('reads lists of any shape', () => {
    const crate = fc.record(
      {
        name: fc.oneof(fc.string(), fc.constant(null)),
        version: fc.string(),
        kind: fc.constantFrom('build', 'runtime', 7),
        root: fc.anything(),
        dependencies: fc.oneof(fc.array(fc.oneof(fc.integer(), fc.string())), fc.anything()),
      },
      { requiredKeys: [] },
    )
    const list = fc.oneof(
      fc.record({ packages: fc.array(fc.oneof(crate, fc.jsonValue())) }),
      fc.dictionary(fc.string(), fc.jsonValue()),
    )
    fc.assert(
      fc.property(list, (given) => {
        const bytes = program(deflateSync(Buffer.from(`${JSON.stringify(given)}${' '.repeat(10)}`)))
        expect(readInPieces(cargoCataloger, '/file', bytes).problems).toEqual([])
        cargoCataloger.conclude(treeOf([{ '/file': bytes }], cargoCataloger), conclusionOf())
      }),
      { numRuns: 60 },
    )
  })
})

/** Text that does not compress well. */
function noise(length: number): string {
  return Array.from({ length }, (_, index) => ((index * 7919) % 104_729).toString(36)).join('')
}
