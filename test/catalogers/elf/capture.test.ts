import { describe, expect, it } from 'vitest'
import { selectElf } from '../../../src/catalogers/elf/capture.ts'
import { parseElf } from '../../../src/catalogers/elf/parse.ts'
import type { Selection } from '../../../src/layer/fact-reader.ts'
import { FileContent } from '../../../src/layer/file-content.ts'
import { elfFile } from './elf-file.ts'

const MIB = 1024 * 1024
const select = (bytes: Uint8Array) => selectElf(bytes.length, bytes.subarray(0, 4096))

function capture(bytes: Uint8Array, selection: Selection | undefined): FileContent {
  if (selection === undefined || !('ranges' in selection)) throw new Error('no ranges were selected')
  return new FileContent(
    bytes.length,
    selection.ranges.map(({ start, end }) => ({ start, bytes: bytes.subarray(start, end) })),
  )
}

/** The file with `padding` bytes after what its segments load, before the content that only sections know. */
function grown(name: string, padding: number): Uint8Array {
  const bytes = elfFile(name)
  const view = new DataView(bytes.buffer)
  const sections = Number(view.getBigUint64(40, true))
  const count = view.getUint16(60, true)
  const loaded = Math.max(
    ...Array.from({ length: view.getUint16(56, true) }, (_, index) => {
      const at = 64 + index * 56
      return view.getUint32(at, true) === 1
        ? Number(view.getBigUint64(at + 8, true) + view.getBigUint64(at + 32, true))
        : 0
    }),
  )
  const result = new Uint8Array(bytes.length + padding)
  result.set(bytes.subarray(0, loaded))
  result.set(bytes.subarray(loaded), loaded + padding)
  const moved = new DataView(result.buffer)
  moved.setBigUint64(40, BigInt(sections + padding), true)
  for (let index = 0; index < count; index++) {
    const at = sections + padding + index * 64 + 24
    const offset = Number(moved.getBigUint64(at, true))
    if (offset >= loaded) moved.setBigUint64(at, BigInt(offset + padding), true)
  }
  return result
}

describe('selectElf', () => {
  it('takes programs and libraries only', () => {
    expect(select(elfFile('hello-glibc'))).toBeDefined()
    expect(select(elfFile('libdemo-ppc.so.1'))).toBeDefined()
    expect(select(elfFile('object.o'))).toBeUndefined()
    expect(select(Buffer.from('plain text that is longer than an ELF header is'))).toBeUndefined()
    expect(select(new Uint8Array())).toBeUndefined()
  })

  it('takes small files whole', () => {
    expect(select(elfFile('hello-glibc'))).toEqual({ limit: MIB })
  })

  it.each(['hello-glibc', 'libdemo.so.1', 'libdebug.so'])('takes of a large %s enough to read all of it', (name) => {
    const bytes = grown(name, 40 * MIB)
    const content = capture(bytes, select(bytes))
    expect(parseElf(content)).toEqual(parseElf(FileContent.whole(elfFile(name))))
  })

  it('takes a bounded part of a large file', () => {
    const bytes = grown('libdebug.so', 60 * MIB)
    const selection = select(bytes)
    const ranges = selection !== undefined && 'ranges' in selection ? selection.ranges : []
    expect(ranges.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(5 * MIB)
    expect(ranges.every(({ start }, index) => index === 0 || start > ranges[index - 1]!.end)).toBe(true)
  })

  it('finds program headers that were moved to the end of the file', () => {
    const bytes = grown('hello-glibc', 40 * MIB)
    const view = new DataView(bytes.buffer)
    const count = view.getUint16(56, true)
    const moved = 20 * MIB
    bytes.copyWithin(moved, 64, 64 + count * 56)
    view.setBigUint64(32, BigInt(moved), true)
    expect(parseElf(capture(bytes, select(bytes)))).toEqual(parseElf(FileContent.whole(elfFile('hello-glibc'))))
  })

  it('leaves it to the parser to say what is wrong with a large file', () => {
    const bytes = grown('hello-glibc', 2 * MIB)
    bytes[4] = 9
    expect(() => parseElf(capture(bytes, select(bytes)))).toThrow(/class is 9/)
  })

  it('takes no more of a hostile file whose segments all overlap', () => {
    const bytes = grown('hello-glibc', 64 * MIB)
    const view = new DataView(bytes.buffer)
    for (let index = 0; index < view.getUint16(56, true); index++) {
      view.setUint32(64 + index * 56, 1, true)
      view.setBigUint64(64 + index * 56 + 8, BigInt(index * 4 * MIB), true)
      view.setBigUint64(64 + index * 56 + 32, BigInt(MIB), true)
    }
    const selection = select(bytes)
    const ranges = selection !== undefined && 'ranges' in selection ? selection.ranges : []
    expect(ranges.reduce((sum, { start, end }) => sum + end - start, 0)).toBeLessThan(26 * MIB)
  })
})
