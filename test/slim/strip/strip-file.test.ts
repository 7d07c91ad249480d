import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { readOutline } from '../../../src/slim/strip/elf-outline.ts'
import { loadedDigest } from '../../../src/slim/strip/loaded-bytes.ts'
import type { RandomAccess } from '../../../src/slim/strip/random-access.ts'
import { type StripOutcome, strippedFile } from '../../../src/slim/strip/strip-file.ts'
import { elfFile } from '../../catalogers/elf/elf-file.ts'
import { writeElf } from '../../catalogers/elf/elf-writer.ts'
import { needProgram } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()

const SOURCE = `
#include <stdio.h>
#include <math.h>
static int table[5000] = {1, 2, 3};
int hidden(int a) { return a * table[a % 3]; }
__attribute__((visibility("default"))) int exported(int a) { return hidden(a) + 1; }
static int zeros[4096];
int main(int argc, char **argv) { zeros[argc] = exported(argc); printf("%d %d %.3f\\n", zeros[1], table[2], sqrt(argc + 1.0)); return 3; }
`

/** Compiles the program in a way of its own. */
function compiled(name: string, compiler: string, ...flags: readonly string[]): string {
  const [source, file] = [join(scratch, 'program.c'), join(scratch, name)]
  writeFileSync(source, SOURCE)
  execFileSync(compiler, ['-O1', '-o', file, source, ...flags, '-lm'])
  return file
}

/** A file's bytes without what only debuggers read, in pieces that are good until the next is asked for. */
async function strip(bytes: Uint8Array): Promise<{ outcome: StripOutcome; bytes: Buffer }> {
  let said: StripOutcome | undefined
  const pieces: Buffer[] = []
  const all = strippedFile(inPieces(bytes), async function* (size, stripped, outcome) {
    said = outcome
    let length = 0
    for await (const piece of stripped) {
      length += piece.length
      yield piece
    }
    expect(length).toBe(size)
  })
  for await (const piece of all) pieces.push(Buffer.from(piece))
  return { outcome: said!, bytes: Buffer.concat(pieces) }
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(1000)
  for (let at = 0; at < bytes.length; at += 1000) {
    const piece = buffer.subarray(0, Math.min(1000, bytes.length - at))
    piece.set(bytes.subarray(at, at + 1000))
    yield piece
    buffer.fill(0xaa)
  }
}

/** A file that refuses to be read beyond its end. */
function inMemory(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    async *stream(start, end) {
      if (!(start >= 0 && end >= start && end <= bytes.length)) throw new RangeError(`${start} to ${end}`)
      yield bytes.subarray(start, end)
    },
  }
}

/** Strips a file beside itself. */
async function stripFile(file: string): Promise<{ stripped: string; outcome: StripOutcome }> {
  const { outcome, bytes } = await strip(readFileSync(file))
  const stripped = `${file}.ours`
  writeFileSync(stripped, bytes)
  chmodSync(stripped, 0o755)
  return { stripped, outcome }
}

/** What a program of binutils prints about a file, which it has no complaints about. */
function said(program: string, flags: string, file: string): string {
  const { stdout, stderr } = spawnSync(program, [flags, file], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  expect(stderr).toBe('')
  return stdout.replaceAll(file, '')
}

function runOf(file: string): unknown[] {
  const { status, stdout } = spawnSync(file, ['a', 'b'], { encoding: 'utf8' })
  return [status, stdout]
}

const reasonOf = async (file: string): Promise<string | undefined> => {
  const { outcome } = await stripFile(file)
  return 'left' in outcome ? outcome.left : undefined
}

describe('a program', () => {
  beforeEach((context) => {
    for (const program of ['gcc', 'readelf', 'nm', 'strip']) needProgram(context, program)
  })

  it.each([
    ['with debug sections', 'gcc', ['-g']],
    ['at a fixed address', 'gcc', ['-g', '-no-pie']],
    ['with compressed debug sections', 'gcc', ['-g3', '-gz']],
    ['with symbols alone', 'gcc', []],
    ['that is static', 'gcc', ['-g', '-static']],
    ['that is static and at no fixed address', 'gcc', ['-g', '-static-pie']],
    ['for musl', 'musl-gcc', ['-g']],
    ['for musl that is static', 'musl-gcc', ['-g', '-static']],
    ['with symbols for all', 'gcc', ['-g', '-rdynamic']],
    ['in fewer segments', 'gcc', ['-g', '-Wl,-z,noseparate-code', '-Wl,-z,norelro']],
    ['with lazy binding and old hashes', 'gcc', ['-g', '-Wl,-z,lazy', '-Wl,--hash-style=both']],
  ])('%s runs as before, and is as small as by strip(1)', async (name, compiler, flags) => {
    const file = compiled(name.replaceAll(' ', '-'), compiler, ...flags)
    const { stripped, outcome } = await stripFile(file)
    expect(outcome).toMatchObject({ before: statSync(file).size, after: statSync(stripped).size })
    expect(runOf(stripped)).toEqual(runOf(file))
    expect(runOf(stripped)[0]).toBe(3)
    expect(said('readelf', '-lW', stripped)).toBe(said('readelf', '-lW', file))
    expect(said('readelf', '-dVW', stripped)).toBe(said('readelf', '-dVW', file))
    expect(said('readelf', '-nW', stripped)).toBe(said('readelf', '-nW', file))
    expect(said('readelf', '--dyn-syms', stripped)).toBe(said('readelf', '--dyn-syms', file))
    expect(said('readelf', '-SW', stripped)).not.toMatch(/\.(?:debug|symtab|strtab)/)
    const theirs = `${file}.theirs`
    execFileSync('strip', ['-o', theirs, file])
    expect(Math.abs(statSync(stripped).size - statSync(theirs).size)).toBeLessThan(512)
    const sections = (path: string): string[] =>
      Array.from(said('readelf', '-SW', path).matchAll(/\] (\S+) +[A-Z]/g), ([, name = '']) => name)
    expect(sections(stripped)).toEqual(sections(theirs))
  })

  it('is left as it is when there is nothing to take out', async () => {
    const file = compiled('bare', 'gcc', '-s')
    const { stripped, outcome } = await stripFile(file)
    expect(outcome).toEqual({ left: 'it has neither debug sections nor symbols to be taken out' })
    expect(readFileSync(stripped).equals(readFileSync(file))).toBe(true)
  })

  it('is left as it is when something follows that its headers do not mention', async () => {
    const file = compiled('appended', 'gcc', '-g')
    appendFileSync(file, 'PK payload')
    const { stripped, outcome } = await stripFile(file)
    expect(outcome).toEqual({ left: 'data follows its sections' })
    expect(readFileSync(stripped).equals(readFileSync(file))).toBe(true)
  })

  it('is left as it is when it carries sections of its own, as PyInstaller makes them', async () => {
    const file = compiled('carrier', 'gcc', '-g')
    const payload = join(scratch, 'payload')
    writeFileSync(payload, 'archive')
    execFileSync('objcopy', ['--add-section', `pydata=${payload}`, file])
    expect(await reasonOf(file)).toBe("its section pydata is an application's own")
  })

  it('is left as it is when its relocations were kept, as BOLT wants them', async () => {
    const file = compiled('relocations', 'gcc', '-g', '-Wl,--emit-relocs')
    expect(await reasonOf(file)).toMatch(/^its section \.rela\.\S+ is linked with what would go$/)
  })

  it('loses debug sections alone when that is all there is', async () => {
    const file = compiled('half', 'gcc', '-g')
    execFileSync('objcopy', ['--compress-debug-sections', file])
    const { stripped } = await stripFile(file)
    expect(await reasonOf(stripped)).toBe('it has neither debug sections nor symbols to be taken out')
  })
})

describe('a shared library', () => {
  beforeEach((context) => {
    for (const program of ['gcc', 'nm', 'strip']) needProgram(context, program)
  })

  it('offers what it did', async () => {
    const library = compiled('libx.so', 'gcc', '-g', '-shared', '-fPIC')
    const { stripped } = await stripFile(library)
    expect(said('nm', '-D', stripped)).toBe(said('nm', '-D', library))
    const program = join(scratch, 'loader')
    writeFileSync(
      join(scratch, 'loader.c'),
      '#include <dlfcn.h>\nint main(int c, char **v) { int (*f)(int) = dlsym(dlopen(v[1], RTLD_NOW), "exported"); return f(4); }',
    )
    execFileSync('gcc', ['-o', program, join(scratch, 'loader.c'), '-ldl'])
    expect(spawnSync(program, [stripped]).status).toBe(spawnSync(program, [library]).status)
    expect(spawnSync(program, [stripped]).status).toBe(9)
  })
})

describe('a program of any kind', () => {
  it.each([
    [32, 'big'],
    [32, 'little'],
    [64, 'big'],
    [64, 'little'],
  ] as const)('of %i bits, %s end first, is read back as it should be', async (bits, order) => {
    const code = Buffer.from('code that is loaded')
    const sections = ['.debug_info', '.comment', '.zdebug_line', '.note.x', '.debug_str'].map((name) => ({
      name,
      bytes: Buffer.from(`${name} has this`),
    }))
    const bytes = writeElf({
      is64: bits === 64,
      bigEndian: order === 'big',
      segments: [{ flags: 'RE', address: 0x10000, bytes: code }],
      sections,
    })
    const { outcome, bytes: stripped } = await strip(bytes)
    expect(outcome).toMatchObject({ before: bytes.length, after: stripped.length })
    expect(stripped.subarray(4096, 4096 + code.length)).toEqual(code)
    const { header, sections: left } = await readOutline(inMemory(stripped))
    expect(left.map(({ name }) => name)).toEqual(['', '.comment', '.note.x', '.shstrtab'])
    expect(header.sectionHeaders.nameIndex).toBe(3)
    for (const { name, offset, size } of left.slice(1, 3)) {
      expect(String(stripped.subarray(offset, offset + size))).toBe(`${name} has this`)
    }
  })

  it('is either smaller with all that it loads, or as it was, whatever its headers say', async () => {
    const original = elfFile('libdebug.so')
    const places = fc.oneof(
      fc.nat(63), // the ELF header
      fc.nat(63).map((at) => 64 + at * 8),
      fc.nat(64 * 40).map((at) => original.length - 1 - at), // section headers
      fc.nat(original.length - 1),
    )
    const changes = fc.array(fc.tuple(places, fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 8, 0xff))), { maxLength: 4 })
    let stripped = 0
    const property = fc.asyncProperty(changes, fc.nat(200), async (changed, cut) => {
      const bytes = Buffer.from(original.subarray(0, original.length - (cut > 100 ? cut - 100 : 0)))
      for (const [at, byte] of changed) if (at < bytes.length) bytes[at] = byte
      const result = await strip(bytes)
      if ('left' in result.outcome) {
        expect(result.bytes.equals(bytes)).toBe(true)
        return
      }
      stripped++
      expect(result.bytes.length).toBeLessThan(bytes.length)
      expect(await loadedDigest(inMemory(result.bytes))).toBe(await loadedDigest(inMemory(bytes)))
      expect((await strip(result.bytes)).outcome).toHaveProperty('left')
    })
    await fc.assert(property, { numRuns: 1000 })
    expect(stripped).toBeGreaterThan(20)
  })
})

describe('what is neither', () => {
  it('is left as it is: an object', async (context) => {
    needProgram(context, 'gcc')
    expect(await reasonOf(compiled('object.o', 'gcc', '-g', '-c'))).toBe('it is neither a program nor a shared library')
  })

  it.each([
    ['text', Buffer.from('#!/bin/sh\n'), 'it is no ELF file'],
    ['nothing', Buffer.alloc(0), 'it is no ELF file'],
    ['a header alone', writeElf({}), 'it has no sections'],
  ])('is left as it is: %s', async (_, bytes, left) => {
    const stripped = await strip(bytes)
    expect(stripped.outcome).toEqual({ left })
    expect(stripped.bytes.equals(bytes)).toBe(true)
  })
})
