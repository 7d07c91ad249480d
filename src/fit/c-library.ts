import type { ElfBinary } from '../catalogers/elf/parse.ts'
import type { Libc } from '../catalogers/libc.ts'

/** glibc's loader and library, by the beginning of their names. */
const CORE_OF_GLIBC = /^(?:ld(?:32|64)?-linux|ld(?:32|64)?\.so|libc\.so\.6$)/
/** What only its own parts may ask of each other. */
const PRIVATE_VERSION = 'GLIBC_PRIVATE'

/** The C library that a binary was built for; null where it does not show. */
export function builtFor({ needed, neededVersions, interpreter }: ElfBinary): 'glibc' | 'musl' | 'uclibc' | null {
  const names = [...(needed ?? []), interpreter ?? '']
  if (names.some((name) => name.startsWith('libc.musl-') || name.includes('/ld-musl-') || name === 'libc.so'))
    return 'musl'
  if (names.some((name) => name === 'libc.so.0' || name === 'libc.so.1' || name.includes('uClibc'))) return 'uclibc'
  const versions = Object.values(neededVersions ?? {}).flat()
  if (names.includes('libc.so.6') || versions.some((version) => version.startsWith('GLIBC_'))) return 'glibc'
  return null
}

/** Whether a binary is a part of glibc that knows the insides of others. */
export function isPartOfGlibc({ soname = '', neededVersions }: ElfBinary): boolean {
  return (
    CORE_OF_GLIBC.test(soname) ||
    Object.values(neededVersions ?? {}).some((versions) => versions.includes(PRIVATE_VERSION))
  )
}

/** `glibc 2.36`, or `no C library`. */
export function libcText({ family, version }: Libc): string {
  if (family === 'none') return 'no C library'
  return version === null ? family : `${family} ${version}`
}
