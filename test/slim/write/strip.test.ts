import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeLayout } from '../../../fixtures/image-builder.ts'
import { LayerBuilder } from '../../../fixtures/layer-builder.ts'
import { failuresOf } from '../../../src/slim/proof/proof.ts'
import { elfFile } from '../../catalogers/elf/elf-file.ts'
import { slimOf } from '../../support/slim-of.ts'
import { temporaryDirectory } from '../../support/temporary-directory.ts'

const scratch = temporaryDirectory()
const LIBRARY = elfFile('libdebug.so')
const isLibrary = ({ path }: { path: string }): boolean => path.startsWith('/lib/')

function fresh(): string {
  return join(mkdtempSync(join(scratch, 'directory-')), 'layout')
}

/** A library with debug sections under two names, and one that carries something that its headers do not mention. */
async function image(): Promise<string> {
  const tar = await new LayerBuilder()
    .file('lib/libdebug.so', LIBRARY, { mode: 0o755 })
    .hardlink('lib/libother.so', 'lib/libdebug.so')
    .file('lib/libmore.so', Buffer.concat([LIBRARY, Buffer.from('payload')]))
    .file('etc/other', 'other')
    .build()
  return `oci:${writeLayout(fresh(), { layers: [{ tar }] }).directory}`
}

it('takes out debug sections of a layer that would else have stayed as it is', async () => {
  const slimmed = await slimOf(await image(), `oci:${fresh()}`, { strips: isLibrary })
  expect(slimmed.failures).toEqual([])
  expect(slimmed.layers[0]!.reuses).toBe(null)
  const { tree } = slimmed.result
  const [stripped, other, more] = ['/lib/libdebug.so', '/lib/libother.so', '/lib/libmore.so'].map(
    (path) => tree.get(path)!,
  )
  expect(stripped!.size).toBeLessThan(LIBRARY.length)
  expect(stripped).toMatchObject({ mode: 0o755 })
  expect(other!.inode).toBe(stripped!.inode)
  expect(more!.size).toBe(LIBRARY.length + 7)
  expect([...slimmed.stripped]).toEqual([
    [
      '/lib/libdebug.so',
      { before: LIBRARY.length, after: stripped!.size, loaded: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ],
    ['/lib/libmore.so', { left: 'data follows its sections' }],
  ])
  expect(slimmed.result.config.config.labels).toMatchObject({ 'imgpeek.slim.strip': 'true' })
})

it('gives the same bytes each time', async () => {
  const [first, second] = [await image(), await image()].map((source) =>
    slimOf(source, `oci:${fresh()}`, { strips: isLibrary }),
  )
  expect((await first!).layers.map(({ diffId }) => diffId)).toEqual((await second!).layers.map(({ diffId }) => diffId))
})

it('is not proven where what is loaded is not what it was, or nobody says that it was stripped', async () => {
  const { plan, result, stripped } = await slimOf(await image(), `oci:${fresh()}`, { strips: isLibrary })
  const failure = '/lib/libdebug.so was stripped, and what it loads is not what it was.'
  expect(failuresOf(plan, result, stripped)).toEqual([])
  expect(failuresOf(plan, result, new Map())).toContain(failure)
  const other = new Map([...stripped].map(([path, outcome]) => [path, { ...outcome, loaded: '0'.repeat(64) }]))
  expect(failuresOf(plan, result, other)).toContain(failure)
  const unplanned = { ...plan, stripped: new Map() }
  expect(failuresOf(unplanned, result, stripped)).toContain('/lib/libdebug.so is not what it was.')
})
