import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { UnavailableError, UsageError } from '../../../src/errors.ts'
import { readChiselRelease } from '../../../src/plan/chisel/read-release.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'
import { writeRelease } from './write-release.ts'

const directory = temporaryDirectory()
let count = 0

/** A release with these files in slices/, `NAME.yaml` to text. */
function release(files: Readonly<Record<string, string>>, definition?: string): string {
  return writeRelease(join(directory, String(count++)), files, definition)
}

describe('a checkout of chisel-releases', () => {
  it('is read with all that slices may say', async () => {
    const read = await readChiselRelease(
      release({
        'libc6.yaml': `package: libc6
essential:
  - libc6_copyright
slices:
  libs:
    essential: [base-files_lib]
    v3-essential:
      libc6_arm: {arch: arm64}
      libc6_all:
    contents:
      /usr/lib/*-linux-*/libc.so.*:
      /usr/lib/libmvec.so: {arch: [amd64, arm64]}
      /usr/lib/libm.so: {copy: /usr/lib/libm.so.6, arch: amd64}
      /etc/made/: {make: true, mode: 01777}
      /etc/text: {text: "", mutable: true}
      /etc/gone: {text: FIXME, until: mutate}
      /lib: {symlink: usr/lib}
      /var/lib/chisel/**: {generate: manifest}
    mutate: |
      content.write("/etc/text", "")
  copyright:
    contents:
      /usr/share/doc/libc6/copyright:
`,
      }),
    )
    expect(read).toMatchObject({ format: 'v1', ubuntuVersion: '24.10' })
    expect([...read.slices.keys()]).toEqual(['libc6_copyright', 'libc6_libs'])
    expect(read.slices.get('libc6_copyright')!.essential).toEqual([])
    const libs = read.slices.get('libc6_libs')!
    expect(libs.essential).toEqual([
      { slice: 'libc6_copyright', architectures: [] },
      { slice: 'base-files_lib', architectures: [] },
      { slice: 'libc6_arm', architectures: ['arm64'] },
      { slice: 'libc6_all', architectures: [] },
    ])
    expect(libs.mutates).toBe(true)
    expect(
      libs.contents.map(({ kind, architectures, untilMutate }) => [kind, architectures.join(), untilMutate]),
    ).toEqual([
      ['glob', '', false],
      ['copy', 'amd64,arm64', false],
      ['copy', 'amd64', false],
      ['directory', '', false],
      ['text', '', false],
      ['text', '', true],
      ['symlink', '', false],
      ['generate', '', false],
    ])
  })

  it('is read in its newer format, where essentials are mappings', async () => {
    const text =
      'package: foo\nslices:\n  bins:\n    essential:\n      foo_libs: {arch: [amd64]}\n      bar_data:\n  libs:\n'
    const read = await readChiselRelease(
      release({ 'foo.yaml': text }, 'format: v3\narchives: {ubuntu: {version: 26.04}}\n'),
    )
    expect(read.slices.get('foo_bins')!.essential).toEqual([
      { slice: 'foo_libs', architectures: ['amd64'] },
      { slice: 'bar_data', architectures: [] },
    ])
  })

  it('is read with slices in directories of their own', async () => {
    const place = release({})
    mkdirSync(join(place, 'slices', 'deeper'))
    writeFileSync(join(place, 'slices', 'deeper', 'foo.yaml'), 'package: foo\nslices: {bins: {contents: {/a: }}}\n')
    expect([...(await readChiselRelease(place)).slices.keys()]).toEqual(['foo_bins'])
  })

  it.each([
    [
      'another format',
      {},
      'format: v9\narchives: {ubuntu: {version: 24.04}}\n',
      'chisel.yaml.format must be one of v1, v2, v3',
    ],
    ['no archive', {}, 'format: v1\n', 'chisel.yaml.archives must be a mapping with an archive'],
    ['a package by another name', { 'a.yaml': 'package: b\n' }, undefined, 'a.yaml.package must be "a"'],
    ['text that is no YAML', { 'a.yaml': 'package: [\n' }, undefined, 'a.yaml is not YAML'],
    ['a list for slices', { 'a.yaml': 'package: a\nslices: [b]\n' }, undefined, 'a.yaml.slices must be a mapping'],
    ['an odd name', { 'aa.yaml': 'package: aa\nslices: {__proto__: {}}\n' }, undefined, 'must be called by a name'],
    [
      'a relative path',
      { 'aa.yaml': 'package: aa\nslices: {bins: {contents: {b: }}}\n' },
      undefined,
      'must be under an absolute',
    ],
    [
      'an odd essential',
      { 'aa.yaml': 'package: aa\nessential: [b]\n', 'bb.yaml': 'package: bb\n' },
      undefined,
      'essential[0] must be the full name',
    ],
  ])('is refused with %s', async (_, files, definition, message) => {
    const reading = readChiselRelease(release(files, definition))
    await expect(reading).rejects.toThrow(UsageError)
    await expect(reading).rejects.toThrow(message)
  })

  it('is refused with a file of an absurd size', async () => {
    const place = release({ 'aa.yaml': 'package: aa\n' })
    truncateSync(join(place, 'slices', 'aa.yaml'), 2 ** 30)
    await expect(readChiselRelease(place)).rejects.toThrow(/larger than/)
  })

  it('is said not to be there where it is not', async () => {
    const missing = readChiselRelease(join(directory, 'nowhere'))
    await expect(missing).rejects.toThrow(UnavailableError)
    await expect(missing).rejects.toThrow('chisel.yaml does not exist; name a checkout')
  })

  it('is read or refused, whatever stands in its files', async () => {
    const json = fc.json({ maxDepth: 4 })
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), json), async (text) => {
        await readChiselRelease(release({ 'aa.yaml': `package: aa\nslices: ${text}` })).catch((error: unknown) => {
          expect(error).toBeInstanceOf(UsageError)
        })
      }),
      { numRuns: 60 },
    )
  })
})
