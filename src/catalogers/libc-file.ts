import { nameOf } from '../rootfs/path.ts'

/** A libc's own file: its loader or its shared library (musl has one file for both). */
export type LibcFile = {
  readonly family: 'musl' | 'glibc' | 'uclibc' | 'bionic'
  /** Null where the file does not tell. */
  readonly version: string | null
  readonly loader: boolean
}

const LOADER = /^ld(?:32|64)?(?:-[^/]+)?\.so(?:\.\d+)?$/
const BIONIC_LOADER = /^\/(?:system|apex\/com\.android\.runtime)\/bin\/linker(?:64)?$/
const LIBRARY = /^libc(?:-\d[^/]*)?\.so(?:\.\d+)?$|^libuClibc-[^/]+\.so$/

/** Whether a path is one that loaders or C libraries have; what the file is, its content says. */
export function mayBeLibc(path: string): boolean {
  const name = nameOf(path)
  return LOADER.test(name) || LIBRARY.test(name) || BIONIC_LOADER.test(path)
}

/** What libc an ELF file with such a path (`mayBeLibc`) belongs to; undefined where it shows no sign of one. */
export function identifyLibc(path: string, bytes: Uint8Array): LibcFile | undefined {
  const name = nameOf(path)
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const loader = LOADER.test(name)
  if (BIONIC_LOADER.test(path)) return { family: 'bionic', version: null, loader: true }
  // What the loader prints when it is run: "musl libc (x86_64)\nVersion %s"; every musl has it, the library is the loader.
  if (text.includes('musl libc (')) return { family: 'musl', version: muslVersion(text), loader: true }
  // gcompat's loader has glibc's name, and starts musl's.
  if (loader && text.includes('/ld-musl-')) return { family: 'musl', version: null, loader }
  if (text.includes('uClibc')) return { family: 'uclibc', version: uclibcVersion(name, text), loader }
  const version = glibcVersion(name, text)
  return version !== null || text.includes('GLIBC_PRIVATE') ? { family: 'glibc', version, loader } : undefined
}

/** `__libc_version`, which stands by itself in the read-only data: the name of the symbol is gone from stripped files. */
function muslVersion(text: string): string | null {
  return /\0([01]\.\d{1,2}\.\d{1,3}(?:[-_][0-9a-z.-]+)?)\0/.exec(text)?.[1] ?? null
}

/** The banner of libc.so.6 and, since 2.33, of the loader; before that, the files' own names. */
function glibcVersion(name: string, text: string): string | null {
  for (const start of ['GNU C Library ', 'ld.so (']) {
    const at = text.indexOf(start)
    const banner = at === -1 ? '' : text.slice(at, at + 300)
    const version = /^[^\n\0]* release version (\d+(?:\.\d+)+)/.exec(banner)?.[1]
    if (version !== undefined) return version
  }
  return /^(?:ld|libc)-(\d+(?:\.\d+)+)\.so$/.exec(name)?.[1] ?? null
}

function uclibcVersion(name: string, text: string): string | null {
  return /-(\d+(?:\.\d+)+)\.so$/.exec(name)?.[1] ?? /uClibc(?:-ng)?[- ](\d+(?:\.\d+)+)/.exec(text)?.[1] ?? null
}
