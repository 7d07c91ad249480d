import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseLoaderCache } from '../../src/catalogers/elf/loader-cache.ts'
import { writeLoaderCache } from '../../src/slim/loader-cache/write-loader-cache.ts'
import { library, program } from '../catalogers/elf/elf-tree.ts'
import { needProgram } from '../support/programs.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { debianWith, fateOf, planFor } from './plan-of.ts'

const scratch = temporaryDirectory()
const AMD64 = { machine: 62, class: 64, byteOrder: 'little' } as const
const NAMES = [
  { name: 'libz.so.1', path: '/usr/lib/x86_64-linux-gnu/libz.so.1', binary: AMD64 },
  { name: 'libfoo.so.2', path: '/usr/local/lib/libfoo.so.2', binary: AMD64 },
  { name: 'libc.so.6', path: '/usr/lib/x86_64-linux-gnu/libc.so.6', binary: AMD64 },
]

it('is read by ldconfig as it was written', (context) => {
  needProgram(context, '/sbin/ldconfig')
  const path = join(scratch, 'cache')
  writeFileSync(path, writeLoaderCache(NAMES)!)
  const listed = execFileSync('/sbin/ldconfig', ['-p', '-C', path], { encoding: 'utf8' })
  for (const { name, path: place } of NAMES) expect(listed).toContain(`\t${name} (libc6,x86-64) => ${place}\n`)
})

it('is what ldconfig would write, for libraries of this machine', (context) => {
  needProgram(context, '/sbin/ldconfig')
  const own = parseLoaderCache(readFileSync('/etc/ld.so.cache'))!.libraries.map(([name, path]) => ({
    name,
    path,
    binary: AMD64,
  }))
  expect(parseLoaderCache(writeLoaderCache(own)!)?.libraries).toEqual(own.map(({ name, path }) => [name, path]))
})

it('is none for machines of which it is not known how to mark libraries', () => {
  expect(writeLoaderCache([{ ...NAMES[0]!, binary: { ...AMD64, machine: 8 } }])).toBeUndefined()
  expect(writeLoaderCache([])).toBeUndefined()
})

const LOADER = library([], {
  soname: 'ld-linux-x86-64.so.2',
  libraryDirectories: ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu'],
})
const SYSTEM = {
  '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': LOADER,
  '/etc/ld.so.cache': Buffer.from(writeLoaderCache(NAMES)!),
  '/usr/lib/x86_64-linux-gnu/libz.so.1': library(),
  '/usr/local/lib/libfoo.so.2': library(),
}

it('goes where the loader finds all that stays without it', () => {
  const plan = planFor(debianWith(SYSTEM, { '/app': program(['libc.so.6']) }, { config: { cmd: ['/app'] } }))
  expect(fateOf(plan, '/etc/ld.so.cache')).toBe('-loader-cache')
  expect(plan.rewritten.size).toBe(0)
})

it('is made anew with what stays where a library lies elsewhere', () => {
  const plan = planFor(
    debianWith(SYSTEM, { '/app': program(['libc.so.6', 'libfoo.so.2']) }, { config: { cmd: ['/app'] } }),
  )
  expect(fateOf(plan, '/etc/ld.so.cache')).toBe('loader-cache')
  const written = parseLoaderCache(plan.rewritten.get('/etc/ld.so.cache')!.content)
  expect(written?.libraries.map(([name]) => name)).toEqual(['libfoo.so.2', 'libc.so.6'])
})
