import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseLoaderCache } from '../../../src/catalogers/elf/loader-cache.ts'
import { needProgram } from '../../support/programs.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const LDCONFIG = '/sbin/ldconfig'

/** What ldconfig makes of the libraries of this machine, and what it says that it made. */
function cacheInFormat(format: string): { bytes: Buffer; listed: string[] } {
  const directory = mkdtempSync(join(scratch, `${format}-`))
  const cache = join(directory, 'ld.so.cache')
  const configuration = join(directory, 'ld.so.conf')
  mkdirSync(join(directory, 'empty'))
  writeFileSync(configuration, `${join(directory, 'empty')}\n`)
  execFileSync(LDCONFIG, ['-X', '-c', format, '-C', cache, '-f', configuration], { stdio: 'pipe' })
  const output = execFileSync(LDCONFIG, ['-p', '-C', cache], { encoding: 'utf8' })
  const listed = output.split('\n').flatMap((line) => {
    const [, name, path] = /^\t(\S+) \(.*\) => (\S+)$/.exec(line) ?? []
    return name === undefined ? [] : [`${name} ${path}`]
  })
  return { bytes: readFileSync(cache), listed }
}

describe('the cache of glibc’s loader', () => {
  it.for(['new', 'compat'])('says what ldconfig prints: format %s', (format, context) => {
    needProgram(context, LDCONFIG)
    const { bytes, listed } = cacheInFormat(format)
    expect(listed.length).toBeGreaterThan(0)
    expect(parseLoaderCache(bytes)?.libraries.map(([name, path]) => `${name} ${path}`)).toEqual(listed)
  })

  it('is none where the file is something else, or ends too early', () => {
    expect(parseLoaderCache(Buffer.from('text'))).toBeUndefined()
    const header = Buffer.alloc(48)
    header.write('glibc-ld.so.cache1.1')
    header.writeUInt32LE(1, 20)
    expect(parseLoaderCache(header)).toBeUndefined()
  })

  it('is none where many entries make much of one long text', () => {
    const count = 1000
    const header = Buffer.alloc(48 + 24 * count)
    header.write('glibc-ld.so.cache1.1')
    header.writeUInt32LE(count, 20)
    for (let at = 48; at < header.length; at += 24) {
      header.writeUInt32LE(header.length, at + 4)
      header.writeUInt32LE(header.length, at + 8)
    }
    expect(parseLoaderCache(Buffer.concat([header, Buffer.from(`/${'x'.repeat(4000)}\0`)]))).toBeUndefined()
    expect(parseLoaderCache(Buffer.concat([header, Buffer.from('/x\0')]))?.libraries).toHaveLength(count)
  })

  it('ends on any bytes', () => {
    const bytes = fc.tuple(fc.constantFrom('glibc-ld.so.cache1.1', 'ld.so-1.7.0\0'), fc.uint8Array({ maxLength: 400 }))
    fc.assert(
      fc.property(bytes, ([magic, rest]) => {
        const libraries = parseLoaderCache(Buffer.concat([Buffer.from(magic), rest]))?.libraries ?? []
        expect(libraries.every(([name, path]) => name !== '' && path.startsWith('/'))).toBe(true)
      }),
    )
  })
})
