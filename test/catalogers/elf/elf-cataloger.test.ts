import { describe, expect, it } from 'vitest'
import { elfCataloger } from '../../../src/catalogers/elf/elf-cataloger.ts'
import type { ExecutionConfig } from '../../../src/oci/config.ts'
import { conclusionOf, type LayerFile, treeOf } from '../../support/tree-of.ts'
import { elfFile } from './elf-file.ts'

const executable = (name: string): LayerFile => ({ content: elfFile(name), mode: 0o755 })

function binariesOf(files: Readonly<Record<string, LayerFile>>, config: Partial<ExecutionConfig> = {}) {
  return elfCataloger.conclude(treeOf([files], elfCataloger), conclusionOf({ config }))
}

describe('elfCataloger', () => {
  it('counts programs and libraries, and the symbol versions that they need', () => {
    const files = {
      '/bin/app': executable('app-runpath'),
      '/bin/start': executable('start-static'),
      '/opt/demo/libdemo.so.1': executable('libdemo.so.1'),
      '/usr/lib/object.o': executable('object.o'),
      '/usr/lib/debug/libdebug.so.debug': executable('libdebug.so.debug'),
      '/bin/script': '#!/bin/sh\n',
    }
    expect(binariesOf(files)).toMatchObject({
      elf: 3,
      dynamic: 2,
      static: 1,
      requires: { DEMO: '1.10', GLIBC: '2.34' },
    })
  })

  it('finds the libraries that a real program brings, and lacks those that it does not', () => {
    const files = { '/app/bin/app': executable('app-rpath'), '/app/lib/libdemo.so.1': executable('libdemo.so.1') }
    expect(binariesOf(files, { entrypoint: ['/app/bin/app'] })).toMatchObject({
      unresolved: [
        { path: '/app/bin/app', needs: '/lib64/ld-linux-x86-64.so.2' },
        { path: '/app/bin/app', needs: 'libc.so.6' },
        { path: '/app/lib/libdemo.so.1', needs: 'libc.so.6' },
      ],
      entrypoint: { path: '/app/bin/app', unresolved: ['/lib64/ld-linux-x86-64.so.2', 'libc.so.6'] },
    })
  })

  it('keeps a big-endian library from a program of another machine', () => {
    const files = {
      '/app/app': executable('app-runpath'),
      '/opt/demo/libdemo.so.1': executable('libdemo-s390x.so.1'),
      '/bin/app': executable('app-ppc'),
      '/lib/libdemo.so.1': executable('libdemo-ppc.so.1'),
    }
    const { unresolved } = binariesOf(files)
    expect(unresolved).toContainEqual({ path: '/app/app', needs: 'libdemo.so.1' })
    expect(unresolved.filter(({ path }) => path === '/bin/app')).toEqual([{ path: '/bin/app', needs: '/lib/ld.so.1' }])
  })

  it('says what keeps the entrypoint from starting, under the name of the file itself', () => {
    const files = { '/bin/hello': { symlink: '/opt/hello' }, '/opt/hello': executable('hello-musl') }
    expect(binariesOf(files, { cmd: ['hello'] }).entrypoint).toEqual({
      path: '/opt/hello',
      unresolved: ['/lib/ld-musl-x86_64.so.1'],
    })
  })

  it('finds nothing wrong with a static entrypoint, a script, or none', () => {
    const files = { '/start': executable('start-static-pie'), '/run.sh': { content: '#!/bin/sh\n', mode: 0o755 } }
    expect(binariesOf(files, { entrypoint: ['/start'] }).entrypoint).toEqual({ path: '/start', unresolved: [] })
    expect(binariesOf(files, { entrypoint: ['/run.sh'] }).entrypoint).toEqual({ path: '/run.sh', unresolved: [] })
    expect(binariesOf(files, { entrypoint: ['/gone'] }).entrypoint).toBeNull()
  })

  it('writes names that are not UTF-8 as people see them', () => {
    const { unresolved } = binariesOf({ '/opt/h\udce9llo': executable('hello-musl') })
    expect(unresolved.map(({ path }) => path)).toEqual(['/opt/h\\xe9llo'])
  })

  it('refuses a file whose headers point outside it', () => {
    const broken = elfFile('hello-glibc')
    broken.set([0xff, 0xff, 0xff], 40) // e_shoff
    expect(() => binariesOf({ '/bin/broken': executable('hello-glibc'), '/bin/bad': broken })).toThrow(
      /section header table lies at bytes 16777215/,
    )
  })
})
