import { describe, expect, it } from 'vitest'
import { libcCataloger } from '../../src/catalogers/libc.ts'
import type { ExecutionConfig } from '../../src/oci/config.ts'
import { conclusionOf, type LayerFile, treeOf } from '../support/tree-of.ts'
import { elfFile } from './elf/elf-file.ts'

const executable = (content: Uint8Array): LayerFile => ({ content, mode: 0o755 })
const GLIBC_PROGRAM = executable(elfFile('hello-glibc'))
const MUSL_PROGRAM = executable(elfFile('hello-musl'))
const STATIC_PROGRAM = executable(elfFile('start-static'))

/** An ELF file that holds these strings, as the ones that tell a libc stand in its read-only data. */
function elfWith(...strings: string[]): Uint8Array {
  return Buffer.concat([elfFile('libdemo.so.1'), Buffer.from(`\0${strings.join('\0')}\0`)])
}

const GLIBC_LOADER = elfWith('GLIBC_PRIVATE', 'ld.so (Debian GLIBC 2.36-9+deb12u14) stable release version 2.36.\n')
const GLIBC = elfWith('GNU C Library (Debian GLIBC 2.36-9+deb12u14) stable release version 2.36.\nCopyright (C) 2022')
const MUSL = elfWith(
  '127.0.0.1',
  'musl libc (x86_64)\nVersion %s\nDynamic Program Loader',
  'libc.so',
  '1.2.5',
  'C.UTF-8',
)

function libcOf(files: Readonly<Record<string, LayerFile>>, config: Partial<ExecutionConfig> = {}) {
  return libcCataloger.conclude(treeOf([files], libcCataloger), conclusionOf({ config }))
}

describe('libcCataloger', () => {
  it('knows glibc by its loader', () => {
    const files = {
      '/bin/hello': GLIBC_PROGRAM,
      '/lib64/ld-linux-x86-64.so.2': { symlink: '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2' },
      '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': GLIBC_LOADER,
    }
    expect(libcOf(files)).toEqual({ family: 'glibc', version: '2.36', loader: '/lib64/ld-linux-x86-64.so.2' })
  })

  it('knows older glibc, whose loader tells no version, by the library beside it', () => {
    const files = {
      '/bin/hello': GLIBC_PROGRAM,
      '/lib64/ld-linux-x86-64.so.2': elfWith('GLIBC_PRIVATE'),
      '/lib64/libc.so.6': elfWith('GNU C Library (GNU libc) stable release version 2.17, by Roland McGrath et al.'),
      '/opt/other/libc.so.6': GLIBC,
    }
    expect(libcOf(files)).toEqual({ family: 'glibc', version: '2.17', loader: '/lib64/ld-linux-x86-64.so.2' })
  })

  it('knows a glibc that is still in development, and one by the names of its files', () => {
    const development = elfWith('ld.so (GNU libc) development release version 2.36.9000.')
    expect(libcOf({ '/lib64/ld-linux-x86-64.so.2': development }).version).toBe('2.36.9000')
    const files = {
      '/lib64/ld-linux-x86-64.so.2': { symlink: 'ld-2.31.so' },
      '/lib64/ld-2.31.so': elfWith('GLIBC_PRIVATE'),
    }
    expect(libcOf(files)).toEqual({ family: 'glibc', version: '2.31', loader: '/lib64/ld-linux-x86-64.so.2' })
  })

  it('knows musl, which is its own loader', () => {
    const files = {
      '/bin/hello': MUSL_PROGRAM,
      '/lib/ld-musl-x86_64.so.1': MUSL,
      '/lib/libc.musl-x86_64.so.1': { symlink: 'ld-musl-x86_64.so.1' },
    }
    expect(libcOf(files)).toEqual({ family: 'musl', version: '1.2.5', loader: '/lib/ld-musl-x86_64.so.1' })
  })

  it('knows the version of a musl from between releases', () => {
    const between = elfWith('musl libc (x86_64)\nVersion %s', '1.2.4_git20230717')
    expect(libcOf({ '/lib/ld-musl-x86_64.so.1': between }).version).toBe('1.2.4_git20230717')
  })

  it('knows musl behind the loader of gcompat', () => {
    const files = {
      '/app/hello': GLIBC_PROGRAM,
      '/lib/ld-musl-x86_64.so.1': MUSL,
      '/lib/ld-linux-x86-64.so.2': elfWith('/lib/ld-musl-x86_64.so.1', '/lib/libgcompat.so.0'),
      '/lib64/ld-linux-x86-64.so.2': { symlink: '../lib/ld-linux-x86-64.so.2' },
    }
    expect(libcOf(files, { entrypoint: ['/app/hello'] })).toEqual({
      family: 'musl',
      version: '1.2.5',
      loader: '/lib64/ld-linux-x86-64.so.2',
    })
  })

  it('knows uClibc by the name of its library', () => {
    const files = {
      '/lib/ld64-uClibc.so.1': { symlink: 'ld64-uClibc-1.0.50.so' },
      '/lib/ld64-uClibc-1.0.50.so': elfWith('ld64-uClibc.so.1'),
      '/lib/libuClibc-1.0.50.so': elfWith('ld64-uClibc.so.1', 'libc.so.1'),
    }
    expect(libcOf(files)).toEqual({ family: 'uclibc', version: '1.0.50', loader: '/lib/ld64-uClibc.so.1' })
  })

  it('knows bionic by its linker', () => {
    expect(libcOf({ '/system/bin/linker64': elfWith('CANNOT LINK EXECUTABLE') })).toEqual({
      family: 'bionic',
      version: null,
      loader: '/system/bin/linker64',
    })
  })

  it('says none for static programs, whatever they were linked with', () => {
    expect(libcOf({ '/hello': STATIC_PROGRAM })).toEqual({ family: 'none', version: null, loader: null })
    expect(libcOf({})).toEqual({ family: 'none', version: null, loader: null })
  })

  it('says none where programs name a loader that is not there', () => {
    expect(libcOf({ '/hello': GLIBC_PROGRAM }).family).toBe('none')
  })

  it('says none for a libc that is only there to build against', () => {
    const files = { '/app/hello': STATIC_PROGRAM, '/opt/sysroot/lib/ld-linux-x86-64.so.2': GLIBC_LOADER }
    expect(libcOf(files).family).toBe('none')
  })

  it('finds the libc of an image that has no programs yet', () => {
    expect(libcOf({ '/usr/lib/x86_64-linux-gnu/libc.so.6': GLIBC })).toEqual({
      family: 'glibc',
      version: '2.36',
      loader: null,
    })
  })

  it('takes of two the one that the entrypoint uses, else the one that most programs use', () => {
    const files = {
      '/lib/ld-musl-x86_64.so.1': MUSL,
      '/lib64/ld-linux-x86-64.so.2': GLIBC_LOADER,
      '/bin/one': MUSL_PROGRAM,
      '/bin/two': MUSL_PROGRAM,
      '/opt/java': GLIBC_PROGRAM,
    }
    expect(libcOf(files).family).toBe('musl')
    expect(libcOf(files, { cmd: ['/bin/two'] }).family).toBe('musl')
    expect(libcOf(files, { cmd: ['/opt/java'] }).family).toBe('glibc')
  })

  it('counts a program with many names once', () => {
    const files = {
      '/lib/ld-musl-x86_64.so.1': MUSL,
      '/lib64/ld-linux-x86-64.so.2': GLIBC_LOADER,
      '/bin/ls': MUSL_PROGRAM,
      '/bin/cat': { hardlink: '/bin/ls' },
      '/bin/cp': { hardlink: '/bin/ls' },
      '/usr/bin/one': GLIBC_PROGRAM,
      '/usr/bin/two': GLIBC_PROGRAM,
    }
    expect(libcOf(files).family).toBe('glibc')
  })

  it('takes no other files for a libc', () => {
    const files = {
      '/lib/libc.so.6': 'GNU C Library stable release version 2.36.',
      '/lib/libcap.so.2': GLIBC,
      '/lib/ld-linux-x86-64.so.2': elfFile('libdemo.so.1'),
    }
    expect(libcOf(files).family).toBe('none')
  })

  it('leaves a malformed program to the ELF cataloger', () => {
    const broken = elfFile('hello-glibc')
    broken[4] = 7
    expect(libcOf({ '/bin/broken': executable(broken), '/lib/ld-musl-x86_64.so.1': MUSL }).family).toBe('musl')
  })
})
