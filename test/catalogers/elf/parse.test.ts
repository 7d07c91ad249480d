import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MalformedElfError } from '../../../src/catalogers/elf/elf-reader.ts'
import { parseElf } from '../../../src/catalogers/elf/parse.ts'
import { FileContent } from '../../../src/layer/file-content.ts'
import { elfFile } from './elf-file.ts'

const parse = (bytes: Uint8Array) => parseElf(FileContent.whole(bytes))

/** A copy of a file with the bytes at `offset` replaced. */
function patched(name: string, offset: number, bytes: readonly number[]): Uint8Array {
  const copy = elfFile(name)
  copy.set(bytes, offset)
  return copy
}

describe('parseElf', () => {
  it('reads a program for glibc', () => {
    expect(parse(elfFile('hello-glibc'))).toEqual({
      class: 64,
      byteOrder: 'little',
      machine: 62,
      kind: 'program',
      linkage: 'dynamic',
      interpreter: '/lib64/ld-linux-x86-64.so.2',
      needed: ['libc.so.6'],
      neededVersions: { 'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.34'] },
      buildId: '4c4e2f14d4e38fa0bc275ae2993d195bd88227cc',
      stripped: true,
    })
  })

  it('reads a program for musl, which has no symbol versions', () => {
    expect(parse(elfFile('hello-musl'))).toMatchObject({
      linkage: 'dynamic',
      interpreter: '/lib/ld-musl-x86_64.so.1',
      needed: ['libc.so'],
    })
    expect(parse(elfFile('hello-musl'))?.neededVersions).toBeUndefined()
  })

  it('tells DT_RPATH from DT_RUNPATH, and needs what several libraries define', () => {
    const neededVersions = {
      'libdemo.so.1': ['DEMO_1.10', 'DEMO_1.0'],
      'libc.so.6': ['GLIBC_2.2.5', 'GLIBC_2.34'],
    }
    const withRpath = parse(elfFile('app-rpath'))
    expect(withRpath).toMatchObject({ rpath: '$ORIGIN/../lib', needed: ['libdemo.so.1', 'libc.so.6'], neededVersions })
    expect(withRpath?.runpath).toBeUndefined()
    const withRunpath = parse(elfFile('app-runpath'))
    expect(withRunpath).toMatchObject({ runpath: '/opt/demo', neededVersions })
    expect(withRunpath?.rpath).toBeUndefined()
  })

  it('reads what a shared library calls itself and which versions it defines', () => {
    expect(parse(elfFile('libdemo.so.1'))).toMatchObject({
      kind: 'library',
      linkage: 'dynamic',
      soname: 'libdemo.so.1',
      definedVersions: ['DEMO_1.0', 'DEMO_1.10'],
    })
  })

  it('reads 32 bits, big-endian', () => {
    expect(parse(elfFile('app-ppc'))).toEqual({
      class: 32,
      byteOrder: 'big',
      machine: 20,
      kind: 'program',
      linkage: 'dynamic',
      interpreter: '/lib/ld.so.1',
      needed: ['libdemo.so.1'],
      neededVersions: { 'libdemo.so.1': ['DEMO_1.10'] },
      stripped: true,
    })
    expect(parse(elfFile('libdemo-ppc.so.1'))).toMatchObject({
      soname: 'libdemo.so.1',
      definedVersions: ['DEMO_1.0', 'DEMO_1.10'],
    })
  })

  it('reads 64 bits, big-endian', () => {
    expect(parse(elfFile('libdemo-s390x.so.1'))).toMatchObject({
      class: 64,
      byteOrder: 'big',
      machine: 22,
      kind: 'library',
      soname: 'libdemo.so.1',
      definedVersions: ['DEMO_1.0', 'DEMO_1.10'],
    })
  })

  it.each(['start-static', 'start-static-pie'])('knows %s for static', (name) => {
    expect(parse(elfFile(name))).toMatchObject({ kind: 'program', linkage: 'static' })
    expect(parse(elfFile(name))?.interpreter).toBeUndefined()
  })

  it('takes a library that needs nothing for dynamic all the same', () => {
    expect(parse(elfFile('libdebug.so'))).toMatchObject({ kind: 'library', linkage: 'dynamic' })
    expect(parse(elfFile('libdebug.so'))?.needed).toBeUndefined()
  })

  it('weighs symbols and debugging content', () => {
    expect(parse(elfFile('libdebug.so'))).toMatchObject({ stripped: false, symbolBytes: 253, debugBytes: 562 })
  })

  it.each(['object.o', 'libdebug.so.debug'])('passes over %s, which is neither program nor library', (name) => {
    expect(parse(elfFile(name))).toBeUndefined()
  })

  it('passes over what only begins like an ELF file', () => {
    expect(parse(Buffer.from('\x7fELF'))).toBeUndefined()
    expect(parse(Buffer.from('#!/bin/sh\necho a script that is longer than an ELF header\n'))).toBeUndefined()
  })

  it.each([
    ['program headers', 32, [0xff, 0xff, 0xff, 0x7f], /program header table lies at bytes 2147483647 to/],
    ['section headers', 40, [0xff, 0xff, 0xff, 0x7f], /section header table lies at bytes 2147483647 to/],
    ['class', 4, [3], /class is 3/],
    ['byte order', 5, [0], /byte order is 0/],
    ['size of a program header', 54, [1, 0], /program headers are stated to be 1 bytes each, not 56/],
    ['count of program headers', 56, [0xff, 0xff], /more than 65534 segments/],
    ['count of section headers', 60, [0xff, 0xff], /section header table lies at/],
  ])('refuses a header whose %s is wrong', (_, offset, bytes, message) => {
    const broken = patched('hello-glibc', offset, bytes)
    expect(() => parse(broken)).toThrow(MalformedElfError)
    expect(() => parse(broken)).toThrow(message)
  })

  it('refuses a file that is cut short', () => {
    const whole = elfFile('hello-glibc')
    expect(() => parse(whole.subarray(0, whole.length - 100))).toThrow(/outside the file of 4588 bytes/)
    expect(() => parse(whole.subarray(0, 40))).toThrow(/header lies at bytes 0 to 64, outside the file of 40 bytes/)
  })

  it('says null for what was not captured, and keeps the rest', () => {
    const bytes = elfFile('app-rpath')
    const start = new FileContent(bytes.length, [{ start: 0, bytes: bytes.subarray(0, 1024) }])
    expect(parseElf(start)).toMatchObject({
      kind: 'program',
      interpreter: '/lib64/ld-linux-x86-64.so.2',
      needed: null,
      neededVersions: null,
      stripped: null,
      debugBytes: null,
    })
  })

  it('fails on no bytes but with its own error', () => {
    const head = Buffer.from([0x7f, 0x45, 0x4c, 0x46])
    const sized = fc.record({
      elfClass: fc.constantFrom(1, 2),
      order: fc.constantFrom(1, 2),
      rest: fc.uint8Array({ minLength: 14, maxLength: 600 }),
    })
    fc.assert(
      fc.property(sized, ({ elfClass, order, rest }) => {
        const type = order === 1 ? [3, 0] : [0, 3]
        rest.set(type, 10)
        expectResultOrMalformed(Buffer.concat([head, Buffer.from([elfClass, order]), rest]))
      }),
      { numRuns: 500 },
    )
  })

  it('fails on no damaged file but with its own error', () => {
    const names = ['hello-glibc', 'app-rpath', 'libdemo.so.1', 'libdebug.so', 'app-ppc', 'libdemo-s390x.so.1']
    const files = new Map(names.map((name) => [name, elfFile(name)]))
    const damage = fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xfe, 0xff)), {
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(fc.constantFrom(...names), damage, fc.boolean(), (name, changes, onlyHeaders) => {
        const copy = new Uint8Array(files.get(name)!)
        const reach = onlyHeaders ? 64 + 12 * 56 : copy.length
        for (const [at, byte] of changes) copy[16 + (at % (reach - 16))] = byte
        expectResultOrMalformed(copy)
      }),
      { numRuns: 2000 },
    )
  })

  it('reads many entries that name one long string only so often as the file has room', () => {
    expect(() => parse(manyNeeds(2000))).toThrow(/more strings than a file of its size has/)
    expect(parse(manyNeeds(1))?.needed).toEqual(['a'.repeat(1000)])
  })
})

function expectResultOrMalformed(bytes: Uint8Array): void {
  try {
    parse(bytes)
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedElfError)
  }
}

/** A library with `count` entries DT_NEEDED that all name the same library, whose name has 1,000 letters. */
function manyNeeds(count: number): Uint8Array {
  const strings = 64 + 2 * 56
  const dynamic = strings + 1008
  const bytes = new Uint8Array(dynamic + 16 * (count + 3))
  const view = new DataView(bytes.buffer)
  const word = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true)
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  view.setUint16(16, 3, true) // ET_DYN
  word(32, 64) // e_phoff
  view.setUint16(54, 56, true)
  view.setUint16(56, 2, true)
  const segment = (at: number, type: number, offset: number, size: number) => {
    view.setUint32(at, type, true)
    word(at + 8, offset)
    word(at + 16, offset)
    word(at + 32, size)
  }
  segment(64, 1, 0, bytes.length) // PT_LOAD
  segment(64 + 56, 2, dynamic, bytes.length - dynamic) // PT_DYNAMIC
  bytes.fill(0x61, strings + 1, strings + 1001)
  const entry = (index: number, tag: number, value: number) => {
    word(dynamic + 16 * index, tag)
    word(dynamic + 16 * index + 8, value)
  }
  entry(0, 5, strings) // DT_STRTAB
  entry(1, 10, 1008) // DT_STRSZ
  for (let index = 0; index < count; index++) entry(index + 2, 1, 1)
  return bytes
}
