import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { imgpeek } from './imgpeek.ts'

const IMAGE = `oci:${fileURLToPath(new URL('../../fixtures/images/webapp', import.meta.url))}`

describe('imgpeek files', () => {
  it.each([
    ['list', []],
    ['tree', ['--tree', '--depth', '2']],
    ['usage', ['--du']],
    ['duplicates', ['--duplicates']],
    ['layer', ['--layer', '3', '--unowned', '--type', 'f,l']],
  ])('prints one JSON document: %s', async (view, args) => {
    const { code, stdout, stderr } = await imgpeek(['files', IMAGE, '/usr', '--json', '--no-cache', ...args])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, view })
  })

  it('takes several globs and prints whole paths where there is no terminal', async () => {
    const { stdout } = await imgpeek(['files', IMAGE, '*.crt', '/etc/issue*', '--no-cache', '--sort', 'size', '-r'])
    expect(stdout).toMatch(/ \/etc\/issue\.net\n.* \/etc\/issue\n/)
    expect(stdout).toMatch(/ \/usr\/share\/ca-certificates\/mozilla\/[\w./-]{40,}\.crt\n/)
  })

  it.each([
    ['--depth without a tree', ['--depth', '1']],
    ['two views at once', ['--tree', '--du']],
    ['a key of another view', ['--du', '--sort', 'mtime']],
    ['a type that is none', ['--type', 'x']],
    ['a limit that is no number', ['--limit', 'all']],
    ['a layer that is no number', ['--layer', 'last']],
    ['a glob that is none', ['[a']],
  ])('ends with 2 for %s', async (_, args) => {
    const { code, stdout, stderr } = await imgpeek(['files', IMAGE, '--no-cache', ...args])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^imgpeek: [^\n]+\n$/)
  })

  it('ends with 3 where there is no such layer', async () => {
    expect((await imgpeek(['files', IMAGE, '--no-cache', '--layer', '9'])).code).toBe(3)
  })
})

describe('imgpeek layers', () => {
  it.each([[[]], [['--layer', '3']]])('prints one JSON document: %j', async (args) => {
    const { code, stdout, stderr } = await imgpeek(['layers', IMAGE, '--json', '--no-cache', ...args])
    expect([code, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, more: 0 })
  })

  it('prints a paragraph for each layer', async () => {
    const { stdout } = await imgpeek(['layers', IMAGE, '--no-cache', '--sort', 'wasted', '--limit', '1'])
    expect(stdout).toMatch(/^Layer 2 {2}COPY .*\n(?: {2}.*\n)+\n {2}and 8 more: --limit 0\n$/)
  })

  it('ends with 3 where there is no such layer, with 2 for a key of the other table', async () => {
    expect((await imgpeek(['layers', IMAGE, '--no-cache', '--layer', '9'])).code).toBe(3)
    expect((await imgpeek(['layers', IMAGE, '--no-cache', '--layer', '1', '--sort', 'wasted'])).code).toBe(2)
  })
})
