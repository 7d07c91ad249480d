import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { builtInDirectories, LOADER_SONAME } from '../../../src/catalogers/elf/built-in-directories.ts'
import { FileContent } from '../../../src/layer/file-content.ts'
import { need } from '../../support/programs.ts'

const LOADER = '/lib64/ld-linux-x86-64.so.2'

describe('the directories that a loader was built to search', () => {
  it('are those that it says itself', (context) => {
    need(context, process.platform === 'linux' && process.arch === 'x64', 'it asks the loader of glibc on x86-64')
    const says = execFileSync(LOADER, ['--list-diagnostics'], { encoding: 'utf8' })
    const stated = [...says.matchAll(/^path\.system_dirs\[.*\]="(.*)\/"$/gm)].map(([, path]) => path)
    expect(stated.length).toBeGreaterThan(0)
    expect(builtInDirectories(FileContent.whole(readFileSync(LOADER)))).toEqual(stated)
  })

  it.each([
    ['Fedora’s', '\0/lib64/\0/usr/lib64/\0\0', ['/lib64', '/usr/lib64']],
    ['of a file that names other directories before', '/etc/\0x\0/lib/\0/usr/lib/\0', ['/lib', '/usr/lib']],
    ['of NixOS', '\0/nix/store/0abc-glibc-2.38/lib/\0', ['/nix/store/0abc-glibc-2.38/lib']],
  ])('are found in the bytes: %s', (_, bytes, directories) => {
    expect(builtInDirectories(FileContent.whole(Buffer.from(bytes)))).toEqual(directories)
  })

  it('are not known of what names none', () => {
    expect(builtInDirectories(FileContent.whole(Buffer.from('\0/usr/share/\0/usr/lib\0')))).toBeUndefined()
  })

  it.each([
    ['ld-linux-x86-64.so.2', true],
    ['ld-linux.so.2', true],
    ['ld64.so.2', true],
    ['libc.so.6', false],
    ['ld-musl-x86_64.so.1', false],
  ])('are looked for in %s: %s', (soname, isLoader) => {
    expect(LOADER_SONAME.test(soname)).toBe(isLoader)
  })
})
