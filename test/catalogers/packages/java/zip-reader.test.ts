import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Inflaters } from '../../../../src/catalogers/packages/java/inflaters.ts'
import { ZipReader } from '../../../../src/catalogers/packages/java/zip-reader.ts'
import { needProgram } from '../../../support/programs.ts'
import { temporaryDirectory } from '../../../support/temporary-directory.ts'
import { writeZip, type ZipEntry } from './zip-writer.ts'

interface Read {
  readonly contents: Record<string, Buffer>
  readonly problems: string[]
  readonly listed: string[]
}

/** Reads an archive that comes in pieces of these sizes, over and over; entries that `wants` refuses are passed over. */
function read(bytes: Uint8Array, pieces: readonly number[] = [65_536], wants = (_name: string) => true): Read {
  const result: Read = { contents: {}, problems: [], listed: [] }
  const inflaters = new Inflaters(64 * 1024 * 1024)
  const reader = new ZipReader(
    {
      entry(name) {
        if (!wants(name)) return undefined
        const parts: Buffer[] = []
        return {
          push: (piece) => parts.push(Buffer.from(piece)) > 0,
          end(problem) {
            if (problem === null) result.contents[name] = Buffer.concat(parts)
            else result.problems.push(problem)
          },
        }
      },
      listed: (name) => result.listed.push(name),
    },
    inflaters,
  )
  const scratch = Buffer.alloc(Math.max(...pieces))
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.min(pieces[turn % pieces.length]!, bytes.length - at)
    // Pieces are only good during the call, as in a layer.
    scratch.set(bytes.subarray(at, at + size))
    reader.push(scratch.subarray(0, size))
    scratch.fill(0x55)
    at += size
  }
  reader.end()
  inflaters.close()
  return result
}

const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string().map((text) => Buffer.from(text.repeat(50))),
  // What looks like records, inside of data.
  fc.constantFrom('PK', 'PK\x03\x04', 'PK\x07\x08', 'xPKPK\x01\x02').map((text) => Buffer.from(text.repeat(20))),
)
const entries: fc.Arbitrary<ZipEntry[]> = fc.uniqueArray(
  fc
    .record({
      name: fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', 'é', '/', '.', '€') }),
      content,
      stored: fc.boolean(),
      descriptor: fc.constantFrom(undefined, undefined, 'signed', 'unsigned', 'zip64'),
      zip64: fc.boolean(),
    })
    .map((entry) => ({ ...entry, zip64: entry.zip64 && entry.descriptor === undefined })),
  { selector: ({ name }) => name, maxLength: 8 },
)
const pieces = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 5000 })), {
  minLength: 1,
  maxLength: 5,
})
const contentsOf = (given: readonly ZipEntry[]) =>
  Object.fromEntries(given.map((entry) => [entry.name, Buffer.from(entry.content as Uint8Array)]))

describe('ZipReader', () => {
  it('gives every entry its content, however it is written and in whatever pieces it comes', () => {
    fc.assert(
      fc.property(entries, pieces, fc.constantFrom('', '#!/bin/sh\nexec java -jar "$0"\n'), (given, sizes, prefix) => {
        expect(read(writeZip(given, prefix), sizes)).toEqual({
          contents: contentsOf(given),
          problems: [],
          listed: given.map(({ name }) => name),
        })
      }),
      { numRuns: 400 },
    )
  })

  it('finds an entry behind others that are passed over', () => {
    fc.assert(
      fc.property(entries, pieces, (given, sizes) => {
        const all = [...given.filter(({ name }) => name !== 'last'), { name: 'last', content: 'found' }]
        const { contents } = read(writeZip(all), sizes, (name) => name === 'last')
        expect(contents).toEqual({ last: Buffer.from('found') })
      }),
    )
  })

  it('reads on behind data that is corrupt, encrypted, or compressed in another way', () => {
    const zip = writeZip([
      { name: 'corrupt', content: Buffer.alloc(2000, 'text ') },
      { name: 'encrypted', content: 'secret', encrypted: true },
      { name: 'last', content: 'found' },
    ])
    zip[30 + 'corrupt'.length] = 0xff // the first block has a type that does not exist
    const { contents, problems } = read(zip)
    expect(contents).toEqual({ last: Buffer.from('found') })
    expect(problems).toEqual([expect.stringMatching(/invalid block type/)])
  })

  it('refuses what ends early or is no archive', () => {
    const zip = writeZip([{ name: 'a', content: 'content' }])
    expect(() => read(zip.subarray(0, -30))).toThrow('its zip archive has no end')
    expect(() => read(Buffer.alloc(100_000, 'P'))).toThrow('its zip archive has no end')
    expect(() => read(Buffer.from('PK\x03\x04'))).toThrow('its zip archive has no end')
  })

  it('ends on whatever it is given', () => {
    fc.assert(
      fc.property(
        entries,
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
        fc.nat(),
        pieces,
        (given, changes, cut, sizes) => {
          const zip = writeZip(given)
          for (const [at, value] of changes) zip[at % zip.length] = value
          const given2 = cut % 3 === 0 ? zip.subarray(0, cut % zip.length) : zip
          try {
            const { contents } = read(given2, sizes)
            expect(Object.keys(contents).length).toBeLessThanOrEqual(given2.length / 30)
          } catch (error) {
            expect(error).toEqual(new Error('its zip archive has no end'))
          }
        },
      ),
      { numRuns: 400 },
    )
  })

  it('stops decompressing what expands beyond its limit', () => {
    const bomb = writeZip([
      { name: 'bomb', content: Buffer.alloc(65 * 1024 * 1024) },
      { name: 'behind', content: Buffer.alloc(1024) },
    ])
    const { contents, problems } = read(bomb)
    expect(contents).toEqual({})
    expect(problems).toEqual(Array(2).fill('it expands to more than any real archive does'))
  })
})

describe('ZipReader and other programs', () => {
  const root = temporaryDirectory()
  const files: Record<string, Buffer> = {
    'META-INF/maven/g/a/pom.properties': Buffer.from('groupId=g\n'),
    'classes/A.class': Buffer.alloc(100_000, 'PK bytes of a class '),
    empty: Buffer.alloc(0),
    'random.bin': Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * index * 31) >> 3)),
  }

  it.for([
    ['jar', ['--create', '--file', 'out.jar', '-C', 'in', '.']],
    ['jar', ['--create', '--no-compress', '--file', 'out.jar', '-C', 'in', '.']],
    ['python3', ['-m', 'zipfile', '-c', 'out.jar', 'in/META-INF', 'in/classes', 'in/empty', 'in/random.bin']],
    ['zip', ['-q', '-r', 'out.jar', 'in']],
    // To a pipe, where nothing can be written afterwards: with descriptors.
    ['sh', ['-c', 'zip -q -r - in | cat > out.jar']],
    ['sh', ['-c', 'zip -q -fz -r - in | cat > out.jar']],
  ] as const)('reads what %s %s writes', ([program, flags], context) => {
    needProgram(context, program === 'sh' ? 'zip' : program)
    const directory = mkdtempSync(join(root, 'zip-'))
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, 'in', path)), { recursive: true })
      writeFileSync(join(directory, 'in', path), bytes)
    }
    execFileSync(program, flags, { cwd: directory })
    const { contents, problems, listed } = read(readFileSync(join(directory, 'out.jar')), [1000])
    const found = Object.entries(contents).map(([name, bytes]) => [name.replace(/^in\//, ''), bytes] as const)
    expect(Object.fromEntries(found)).toMatchObject(files)
    expect(problems).toEqual([])
    expect(listed).toEqual(Object.keys(contents))
  })
})
