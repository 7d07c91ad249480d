import { describe, expect, it } from 'vitest'
import type { ElfBinary } from '../../../src/catalogers/elf/parse.ts'
import { highestRequiredVersions } from '../../../src/catalogers/elf/required-versions.ts'

const needing = (...versions: string[]): ElfBinary => ({
  class: 64,
  byteOrder: 'little',
  machine: 62,
  kind: 'program',
  linkage: 'dynamic',
  neededVersions: { 'libany.so.1': versions },
  stripped: true,
})

describe('highestRequiredVersions', () => {
  it('compares numbers, not letters', () => {
    expect(highestRequiredVersions([needing('GLIBC_2.9', 'GLIBC_2.34'), needing('GLIBC_2.4', 'GLIBC_2.2.5')])).toEqual({
      GLIBC: '2.34',
    })
  })

  it('tells families apart, also those with digits and underscores in their names', () => {
    const versions = ['GLIBCXX_3.4.30', 'CXXABI_1.3.13', 'CXXABI_TM_1', 'LIBXML2_2.6.0', 'GCC_3.0', 'GCC_12.0.0']
    expect(highestRequiredVersions([needing(...versions)])).toEqual({
      CXXABI: '1.3.13',
      CXXABI_TM: '1',
      GCC: '12.0.0',
      GLIBCXX: '3.4.30',
      LIBXML2: '2.6.0',
    })
  })

  it('reads versions that are written with underscores', () => {
    expect(highestRequiredVersions([needing('OPENSSL_1_1_0', 'OPENSSL_1_1_1', 'OPENSSL_1_1_0d')])).toEqual({
      OPENSSL: '1.1.1',
    })
    expect(highestRequiredVersions([needing('OPENSSL_1_1_0d', 'OPENSSL_1_1_0')])).toEqual({ OPENSSL: '1.1.0d' })
  })

  it('leaves out versions without a number, and binaries of which none are known', () => {
    const unknown = { ...needing(), neededVersions: null }
    expect(highestRequiredVersions([needing('GLIBC_PRIVATE', 'GLIBC_ABI_DT_RELR'), unknown])).toEqual({})
  })
})
