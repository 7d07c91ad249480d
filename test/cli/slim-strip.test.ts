import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeLayout } from '../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../fixtures/layer-builder.ts'
import { elfFile } from '../catalogers/elf/elf-file.ts'
import { schemaErrors } from '../support/published-schema.ts'
import { temporaryDirectory } from '../support/temporary-directory.ts'
import { imgpeek } from './imgpeek.ts'

const scratch = temporaryDirectory()
const LIBRARY = elfFile('libdebug.so')

function fresh(name: string): string {
  return join(mkdtempSync(join(scratch, 'directory-')), name)
}

/** A library with debug sections, and the same with something behind it. */
async function image(): Promise<string> {
  const odd = Buffer.concat([LIBRARY, Buffer.from('payload')])
  const tar = await new LayerBuilder().file('lib/libdebug.so', LIBRARY).file('lib/libodd.so', odd).build()
  return `oci:${writeLayout(fresh('source'), { layers: [{ tar }] }).directory}`
}

it('imgpeek slim --strip says what it took out, and what it left as it was', async () => {
  const source = await image()
  const flags = ['slim', source, '--mode', 'policy', '--strip', '-o']
  const page = await imgpeek([...flags, `oci:${fresh('layout')}`])
  expect([page.code, page.stderr]).toEqual([0, ''])
  expect(page.stdout).toMatch(/\nStripped\n {2}- 1 ELF file loses [\d.]+ k?B of debug sections and symbols\.\n/)
  expect(page.stdout).toContain('  - /lib/libodd.so stays as it is: data follows its sections.\n')
  const { stdout } = await imgpeek([...flags, `oci:${fresh('layout')}`, '--json'])
  const { strip, before, after, ...document } = JSON.parse(stdout)
  expect(schemaErrors('slim', { strip, before, after, ...document })).toEqual([])
  expect(strip).toMatchObject({
    files: 1,
    isEstimate: false,
    left: [{ path: '/lib/libodd.so', because: 'data follows its sections' }],
  })
  expect(strip.savedBytes).toBeGreaterThan(0)
  expect(document.proof).toEqual({ failures: [] })
})

it('a dry run of it says about how much that would be, and an audit of which files', async () => {
  const audit = fresh('audit.json')
  const source = await image()
  const { stdout } = await imgpeek([
    'slim',
    source,
    '--mode',
    'policy',
    '--strip',
    '--dry-run',
    '--audit',
    audit,
    '--json',
  ])
  const { strip, before, after } = JSON.parse(stdout)
  expect(strip).toMatchObject({ files: 2, isEstimate: true, left: [] })
  expect(before.contentBytes - after.contentBytes).toBe(strip.savedBytes)
  const document = JSON.parse(readFileSync(audit, 'utf8'))
  expect(schemaErrors('slim-audit', document)).toEqual([])
  const bytes = document.paths.map(({ path, stripBytes = 0 }: { path: string; stripBytes?: number }) => [
    path,
    stripBytes > 0,
  ])
  expect(bytes).toEqual([
    ['/lib', false],
    ['/lib/libdebug.so', true],
    ['/lib/libodd.so', true],
  ])
  const without = await imgpeek(['slim', source, '--mode', 'policy', '--dry-run', '--json'])
  expect(JSON.parse(without.stdout).strip).toEqual({ files: 0, savedBytes: 0, isEstimate: true, left: [] })
})
